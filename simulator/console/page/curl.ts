import { isTwilioHost, PREFIX } from '../../twilio-hosts.ts';
import { shown } from './entries.ts';
import type { Entry } from './wire.ts';

/**
 * The request as a command for a POSIX shell, made of what is shown: hidden values stay `(hidden)`. A host of Twilio's is
 * asked for at the simulator: a shell, which is not led, would ask the real one.
 *
 * @param simulator the simulator's own origin
 */
export function curlOf(entry: Entry, simulator: string): string {
  const { kind, method, parameters, signature } = entry;
  const url = entry.url.replace(/^https?:\/\/([^/?#]+)/, (origin, host: string) =>
    isTwilioHost(host) ? `${simulator}${PREFIX}${host.replace(/:\d+$/, '')}` : origin,
  );
  const named = Object.entries(parameters);
  const headers = signature ? [`-H ${quoted(`X-Twilio-Signature: ${signature}`)}`] : [];
  if (kind === 'connector') {
    const body = quoted(JSON.stringify(parameters));
    return lines(`curl -g ${quoted(url)}`, [
      "-H 'Content-Type: application/json'",
      ...headers,
      `--data ${body}`,
    ]);
  }
  const data = named.map(
    ([name, value]) => `--data-urlencode ${quoted(`${encodeURIComponent(name)}=${shown(value)}`)}`,
  );
  const verb = method === 'GET' && data.length > 0 ? '-G ' : method === 'GET' ? '' : `-X ${method} `;
  const account = kind === 'rest' ? ['-u "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"'] : [];
  return lines(`curl -g ${verb}${quoted(url)}`, [...account, ...headers, ...data]);
}

function lines(first: string, rest: readonly string[]): string {
  return [first, ...rest.map((line) => `  ${line}`)].join(' \\\n');
}

/** In single quotes nothing is special but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
