import { describe, expect, it } from '@jest/globals';
import { createSeededChance } from '#simulator/chance.ts';
import { silentAnswer, silentOffer, withoutTelephoneEvents } from '#simulator/voice/sdp.ts';
import { BROWSER_SDP } from '#test/support/signal-client.ts';

const { hex } = createSeededChance(7);

describe('withoutTelephoneEvents', () => {
  it('takes the payloads off the media line and out of the attributes, and leaves the rest', () => {
    const stripped = withoutTelephoneEvents(BROWSER_SDP);

    expect(stripped).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\n');
    expect(stripped).not.toMatch(/telephone-event|:110 |:126 /);
    expect(stripped).toContain('a=fmtp:111 minptime=10');
    expect(stripped.endsWith('\r\n')).toBe(true);
  });

  it('changes nothing where there are none', () => {
    const once = withoutTelephoneEvents(BROWSER_SDP);
    expect(withoutTelephoneEvents(once)).toBe(once);
  });
});

it('makes an offer that is new each time', () => {
  expect(silentOffer(hex)).toContain('a=setup:actpass');
  expect(silentOffer(hex)).not.toBe(silentOffer(hex));
});

it("answers in the offer's own words", () => {
  const answer = silentAnswer(BROWSER_SDP.replace('a=mid:0', 'a=mid:audio7'), hex);

  expect(answer).toContain('a=mid:audio7');
  expect(answer).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 111 0');
  expect(answer).toContain('a=setup:passive');
});
