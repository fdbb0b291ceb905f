import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ERRORS } from '#lambdas/contract/errors.ts';
import { errorResponse, GATEWAY_RESPONSES } from '#lambdas/contract/gateway-responses.ts';

/** Gives API Gateway's own responses the contract's error shape, so that a client parses only one shape. */
export function addGatewayResponses(api: RestApi): void {
  for (const [name, { type, code }] of Object.entries(GATEWAY_RESPONSES)) {
    api.addGatewayResponse(name.charAt(0).toUpperCase() + name.slice(1), {
      type: ResponseType.of(type),
      // Any other refusal keeps its own status, such as 415.
      ...(type === 'DEFAULT_4XX' ? {} : { statusCode: String(ERRORS[code].status) }),
      templates: { 'application/json': JSON.stringify(errorResponse(code, '$context.requestId')) },
    });
  }
}
