/** One Twilsock packet: a header, and the JSON that follows it, if any. */
export interface Packet {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload?: unknown;
}

/** A message that is not a Twilsock V3 packet. The error says what is wrong and never repeats content. */
export class TwilsockFrameError extends Error {
  override readonly name = 'TwilsockFrameError';

  constructor(wrong: string) {
    super(`Failed to read a Twilsock packet: ${wrong}. Send one binary WebSocket message per packet.`);
  }
}

/**
 * Writes a packet as one binary WebSocket message: `TWILSOCK V3.0 <header bytes>`, the header, the payload, each
 * after a CRLF (observed: accepted by twilsock 1.0.2).
 */
export function encodePacket(header: Readonly<Record<string, unknown>>, payload?: unknown): Buffer {
  const body = payload === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(payload), 'utf8');
  const described = {
    ...header,
    payload_size: body.length,
    ...(payload === undefined ? {} : { payload_type: 'application/json' }),
  };
  const head = Buffer.from(JSON.stringify(described), 'utf8');
  return Buffer.concat([Buffer.from(`TWILSOCK V3.0 ${head.length}\r\n`, 'latin1'), head, CRLF, body]);
}

/**
 * Reads one packet. Bytes after the payload are ignored, because Twilio's own captures have some.
 * @throws {@link TwilsockFrameError} when the bytes are anything else.
 */
export function decodePacket(bytes: Buffer): Packet {
  const lineEnd = bytes.subarray(0, LONGEST_FIRST_LINE).indexOf(CRLF);
  const firstLine = lineEnd < 0 ? '' : bytes.toString('latin1', 0, lineEnd);
  const headerSize = Number(/^TWILSOCK V3\.0 (\d{1,9})$/.exec(firstLine)?.[1] ?? Number.NaN);
  if (Number.isNaN(headerSize))
    throw new TwilsockFrameError('the first line is not TWILSOCK V3.0 and a size');

  const headerStart = lineEnd + CRLF.length;
  const headerEnd = headerStart + headerSize;
  if (headerEnd > bytes.length) throw new TwilsockFrameError('the header is shorter than its size');
  const header = jsonOrText(bytes.toString('utf8', headerStart, headerEnd));
  if (!isRecord(header)) throw new TwilsockFrameError('the header is not a JSON object');

  const payloadSize = header.payload_size ?? 0;
  if (typeof payloadSize !== 'number' || !Number.isInteger(payloadSize) || payloadSize < 0)
    throw new TwilsockFrameError('payload_size is not a whole number');
  if (payloadSize === 0) return { header };

  const payloadStart = headerEnd + CRLF.length;
  if (payloadStart + payloadSize > bytes.length)
    throw new TwilsockFrameError('the payload is shorter than payload_size');
  const text = bytes.toString('utf8', payloadStart, payloadStart + payloadSize);
  return { header, payload: header.payload_type === 'text/plain' ? text : jsonOrText(text) };
}

/** A JSON object, as opposed to an array, null or a plain value. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const CRLF = Buffer.from('\r\n', 'latin1');
const LONGEST_FIRST_LINE = 32;

/** A payload need not be JSON: a delete of twilio-sync 4.0.1 carries the bare name of its grant (observed). */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
