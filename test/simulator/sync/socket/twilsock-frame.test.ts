import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePacket, encodePacket, TwilsockFrameError } from '#simulator/sync/socket/twilsock-frame.ts';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe('a Twilsock packet', () => {
  it('looks on the wire as Twilio documents its own', () => {
    const packet = encodePacket({ method: 'reply', id: 'TM1' }, { ok: 'é' });

    expect(packet.toString('utf8')).toBe(
      'TWILSOCK V3.0 80\r\n{"method":"reply","id":"TM1","payload_size":11,"payload_type":"application/json"}\r\n{"ok":"é"}'.replace(
        '80',
        String('{"method":"reply","id":"TM1","payload_size":11,"payload_type":"application/json"}'.length),
      ),
    );
  });

  it('comes back as it was sent, whatever it carries', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), json, (fields, payload) => {
        const { payload_size: _size, payload_type: _type, ...header } = fields;

        const packet = decodePacket(encodePacket(header, payload));

        expect(packet.header).toMatchObject(header);
        expect(packet.payload).toEqual(payload);
      }),
    );
  });

  it('may be followed by bytes that do not belong to it', () => {
    const packet = decodePacket(Buffer.concat([encodePacket({ id: 'a' }, [1]), Buffer.from('\r\n')]));

    expect(packet.payload).toEqual([1]);
  });

  it('is refused with one kind of error when the bytes are anything else', () => {
    const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    const nearly = fc
      .tuple(fc.dictionary(fc.string(), json), json, fc.nat(), fc.uint8Array({ maxLength: 8 }))
      .map(([header, payload, at, bytes]) => {
        const packet = encodePacket(header, payload);
        packet.set(bytes.subarray(0, packet.length - (at % packet.length)), at % packet.length);
        return packet.subarray(0, packet.length - (at % 7));
      });

    fc.assert(
      fc.property(fc.oneof(noise, nearly), (bytes) => {
        try {
          expect(decodePacket(bytes)).toHaveProperty('header');
        } catch (error) {
          expect(error).toBeInstanceOf(TwilsockFrameError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an empty message', ''],
    ['another protocol', 'TWILSOCK V2.0 2\r\n{}\r\n'],
    ['a size that is no number', 'TWILSOCK V3.0 -2\r\n{}\r\n'],
    ['a header that is cut short', 'TWILSOCK V3.0 99\r\n{}\r\n'],
    ['a header that is no object', 'TWILSOCK V3.0 2\r\n[]\r\n'],
    ['a header that is no JSON', 'TWILSOCK V3.0 2\r\n{{\r\n'],
    ['a payload that is cut short', 'TWILSOCK V3.0 18\r\n{"payload_size":9}\r\n{}'],
    ['a payload of no size', 'TWILSOCK V3.0 19\r\n{"payload_size":"9"}\r\n{}'],
  ])('is refused for %s', (_what, text) => {
    expect(() => decodePacket(Buffer.from(text))).toThrow(TwilsockFrameError);
  });
});
