import type { APIGatewayProxyEvent } from 'aws-lambda';
import { AppError } from '#lambdas/contract/errors.ts';
import { PROBE_PARAMETER } from '#lambdas/contract/probe.ts';
import type { RouteName } from '#lambdas/contract/routes.ts';
import { type FormParameters, isSignedByTwilio, parseForm } from '#lambdas/twilio/signature.ts';
import { type Builders, lazily, secrets, settings } from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { type Handler, routeFor, serve } from './serve.ts';

export interface TwilioWebhook extends ApiRequest {
  /** The first value of a form parameter. */
  parameter(name: string): string | undefined;
}

/** The handler of a route for Twilio: signed, with one of the auth tokens, for the address we gave it. */
export function forTwilio<Needs extends Partial<Services>>(
  name: RouteName,
  operation: (needs: Needs) => (request: TwilioWebhook) => Promise<ApiResponse>,
  builders: Builders<Needs>,
): Handler {
  const { paths } = routeFor(name, 'twilioSignature');
  return serve(name, async (event, request) => {
    const path = paths.find((known) => known === event.resource) ?? paths[0];
    const url = settings().publicBaseUrl + path + queryOf(event);
    const { authTokens } = await secrets().twilio();
    const parameters = readSignedForm(request, url, authTokens);
    if (parameters.has(PROBE_PARAMETER)) return { status: 204 };
    return operation(lazily(builders))({
      ...request,
      path,
      parameter: (parameterName) => parameters.get(parameterName)?.[0],
    });
  });
}

function readSignedForm(request: ApiRequest, url: string, authTokens: readonly string[]): FormParameters {
  const parameters = parseForm(request.body);
  if (!isSignedByTwilio(request.header('X-Twilio-Signature'), url, parameters, authTokens)) {
    throw new AppError('SIGNATURE_REFUSED');
  }
  return parameters;
}

/**
 * REST API events carry no raw query. The queries of our addresses are one digit string or base64url (`ring`, `by`), which no
 * encoding changes; rebuilding any other can only make a signature fail.
 */
function queryOf(event: APIGatewayProxyEvent): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) query.append(name, value);
  }
  return query.size > 0 ? `?${query}` : '';
}
