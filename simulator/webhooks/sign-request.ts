import { createHmac } from 'node:crypto';

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
  const text = url.replace(/#.*$/, '') + names.map((name) => name + parameters[name]).join('');
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}
