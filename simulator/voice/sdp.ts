/**
 * The SDP without RTP telephone events. A browser client that cannot send tones as RTP sends its digits as a
 * signalling message instead (observed); this simulator can see them in no other way.
 */
export function withoutTelephoneEvents(sdp: string): string {
  const lines = sdp.split('\r\n');
  const events = lines.flatMap((line) => /^a=rtpmap:(\d+) telephone-event\//i.exec(line)?.[1] ?? []);
  if (events.length === 0) return sdp;
  return lines
    .filter((line) => !events.includes(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1] ?? ''))
    .map((line) => (line.startsWith('m=audio ') ? withoutPayloads(line, events) : line))
    .join('\r\n');
}

/**
 * An offer without a real peer: the browser client can answer it and the call opens, but there is never any sound.
 * For calls placed by a script, which has no microphone.
 */
export function silentOffer(hex: (bytes: number) => string): string {
  return silentSdp('0', ['111 opus/48000/2', '0 PCMU/8000'], 'actpass', hex);
}

/** The same as an SDP answer that mirrors the offer. */
export function silentAnswer(offer: string, hex: (bytes: number) => string): string {
  const mid = /^a=mid:(\S+)/m.exec(offer)?.[1] ?? '0';
  const codecs = [...offer.matchAll(/^a=rtpmap:(\d+ (?:opus\/48000\/2|PCMU\/8000))/gim)].map(
    ([, map]) => `${map}`,
  );
  return silentSdp(mid, codecs.length > 0 ? codecs : ['0 PCMU/8000'], 'passive', hex);
}

function withoutPayloads(line: string, payloads: readonly string[]): string {
  const [media, port, protocol, ...formats] = line.split(' ');
  return [media, port, protocol, ...formats.filter((format) => !payloads.includes(format))].join(' ');
}

function silentSdp(
  mid: string,
  codecs: readonly string[],
  setup: 'actpass' | 'passive',
  hex: (bytes: number) => string,
): string {
  const fingerprint = hex(32).toUpperCase().match(/../g)?.join(':');
  return [
    'v=0',
    `o=- ${Number.parseInt(hex(6), 16)} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    `m=audio 9 UDP/TLS/RTP/SAVPF ${codecs.map((codec) => codec.split(' ')[0]).join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=ice-ufrag:${hex(4)}`,
    `a=ice-pwd:${hex(16)}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    'a=sendrecv',
    'a=rtcp-mux',
    ...codecs.map((codec) => `a=rtpmap:${codec}`),
    '',
  ].join('\r\n');
}

/** Whether two descriptions come from one peer connection: a reloaded page has another certificate. */
export function isSameClient(one: string, other: string): boolean {
  return fingerprintOf(one) === fingerprintOf(other);
}

function fingerprintOf(sdp: string): string | undefined {
  return /^a=fingerprint:(.*?)\r?$/m.exec(sdp)?.[1];
}
