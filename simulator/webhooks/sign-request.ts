import { createHash, createHmac } from 'node:crypto';

/**
 * `X-Twilio-Signature` of a form POST: the URL as configured, without its fragment, then every parameter's name and
 * decoded value in code-unit order of the names (Twilio docs; checked against the `twilio` package).
 */
export function signForm(
  authToken: string,
  url: string,
  parameters: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(parameters).sort();
  return sign(authToken, withoutFragment(url) + names.map((name) => name + parameters[name]).join(''));
}

/** `X-Twilio-Signature` of a GET: the URL with its query. */
export function signGet(authToken: string, url: string): string {
  return sign(authToken, withoutFragment(url));
}

/** The URL a JSON body is sent to, `bodySHA256` added, and its `X-Twilio-Signature`. */
export function signJson(
  authToken: string,
  url: string,
  body: string,
): { readonly url: string; readonly signature: string } {
  const bare = withoutFragment(url);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const signed = `${bare}${bare.includes('?') ? '&' : '?'}bodySHA256=${sha256}`;
  return { url: signed, signature: sign(authToken, signed) };
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/, '');
}

function sign(authToken: string, text: string): string {
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}
