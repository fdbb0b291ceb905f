import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

/** What API Gateway answers by itself, in the contract's error shape, so that a caller parses one shape only. */
export function addGatewayResponses(api: RestApi): void {
  for (const [id, { type, status, code, message }] of Object.entries(ANSWERS)) {
    api.addGatewayResponse(id, {
      type,
      ...(status ? { statusCode: status } : {}),
      templates: {
        'application/json': `{"error":{"code":"${code}","message":"${message}","requestId":"$context.requestId"}}`,
      },
    });
  }
}

interface Answer {
  readonly type: ResponseType;
  readonly status?: string;
  readonly code: string;
  readonly message: string;
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  Unauthorized: {
    type: ResponseType.UNAUTHORIZED,
    code: 'SIGN_IN_REQUIRED',
    message: 'Failed to recognise the caller: no valid sign-in came with the request. Sign in again.',
  },
  ExpiredToken: {
    type: ResponseType.EXPIRED_TOKEN,
    status: '401',
    code: 'SIGN_IN_REQUIRED',
    message: 'Failed to recognise the caller: the sign-in has ended. Sign in again.',
  },
  AccessDenied: {
    type: ResponseType.ACCESS_DENIED,
    code: 'ROLE_REFUSED',
    message: 'Failed to let the request through: this sign-in may not do that. Ask for the right group.',
  },
  Filtered: {
    type: ResponseType.WAF_FILTERED,
    code: 'REQUEST_REFUSED',
    message:
      'Failed to let the request through: the firewall refused it. Quote the request id to the operators.',
  },
  NotFound: {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN, // API Gateway's word for a path or method it does not know
    status: '404',
    code: 'NOT_FOUND',
    message: 'Failed to find that address: no such path and method. Check both.',
  },
  TooLarge: {
    type: ResponseType.REQUEST_TOO_LARGE,
    code: 'BODY_TOO_LARGE',
    message: 'Failed to read the request: it is too large. Send less.',
  },
  Throttled: {
    type: ResponseType.THROTTLED,
    code: 'TOO_MANY_REQUESTS',
    message: 'Failed to take the request: too many at once. Wait a second and try again.',
  },
  OtherRefusal: {
    type: ResponseType.DEFAULT_4XX,
    code: 'INVALID_REQUEST',
    message: 'Failed to take the request: it is not well formed. Check it against the contract.',
  },
  OtherFailure: {
    type: ResponseType.DEFAULT_5XX,
    status: '503',
    code: 'UNAVAILABLE',
    message: 'Failed to answer: the service is not available. Try again.',
  },
};
