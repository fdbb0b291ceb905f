import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { parseLeaf } from '#lambdas/tlog/leaf.ts';
import { checkProof, parseProof } from '#lambdas/tlog/proof.ts';
import { noteOf, openNote, parseVerifierKey, verifierKeyOf } from '#lambdas/tlog/signed-note.ts';
import { decodeEntries, decodeTile } from '#lambdas/tlog/tiles.ts';
import { readConnectorResponse } from '#simulator/connector/connector-response.ts';
import { parseForm } from '#simulator/http/form-body.ts';
import { readParameter } from '#simulator/pay/custom-parameters.ts';
import { readPhoneMessage } from '#simulator/phone/messages.ts';
import { decodePacket, encodePacket, TwilsockFrameError } from '#simulator/sync/socket/twilsock-frame.ts';
import { parseTwiml } from '#simulator/twiml/parse.ts';
import { TwimlError } from '#simulator/twiml/twiml-error.ts';
import { decodeMessage } from '#simulator/voice/messages.ts';
import { silentAnswer, withoutTelephoneEvents } from '#simulator/voice/sdp.ts';
import { maskParameters } from '#simulator/webhooks/mask-parameters.ts';
import { LOG_KEY, signText } from '#test/support/log-key.ts';
import {
  hostileBody,
  hostileJson,
  hostileObject,
  hostileText,
  MARK,
  POISONED_NAMES,
  SEEDS,
} from './hostile-values.ts';

jest.setTimeout(120_000);

function check<T>(arbitrary: fc.Arbitrary<T>, judge: (value: T) => void): void {
  for (const seed of [...SEEDS, undefined]) {
    fc.assert(fc.property(arbitrary, judge), { numRuns: 300, ...(seed === undefined ? {} : { seed }) });
  }
}

/** Expects that it throws only errors of this kind, and that they do not repeat the input. */
function failsOnlyWith(kind: new (...words: never[]) => Error, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    expect(error.message.includes(MARK)).toBe(false);
  }
}

describe('a parser of the simulator given anything', () => {
  const names = fc.constantFrom(
    ...[
      'Response',
      'Dial',
      'Client',
      'Identity',
      'Parameter',
      'Number',
      'Say',
      'Play',
      'Pause',
      'Redirect',
      'Reject',
    ],
    ...POISONED_NAMES,
  );
  const attributes = fc.dictionary(
    fc.constantFrom(
      'loop',
      'length',
      'method',
      'url',
      'name',
      'value',
      'timeout',
      'reason',
      ...POISONED_NAMES,
    ),
    fc.oneof(fc.constantFrom('1', '0', 'POST', 'true', 'busy'), hostileText),
    { maxKeys: 3, noNullPrototype: true },
  );
  const elements = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        names,
        attributes,
        fc.oneof(
          { depthSize: 'small' },
          fc.constantFrom('', '+14155550100', 'ana'),
          hostileText.map(escapeXml),
          fc.array(tie('element'), { maxLength: 3 }).map((all) => all.join('')),
        ),
      )
      .map(([name, given, content]) => {
        const written = Object.entries(given).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
        return `<${name}${written.join('')}>${content}</${name}>`;
      }),
  })).element;
  const documents = fc.oneof(
    elements.map((element) => `<Response>${element}</Response>`),
    elements,
    hostileText,
    hostileText.map((text) => `<Response><!DOCTYPE x [<!ENTITY a "${text}">]><Say>&a;</Say></Response>`),
    fc.nat(3000).map((depth) => '<Response>'.repeat(depth)),
  );

  it('reads TwiML or reports what is wrong with it', () => {
    check(documents, (document) => failsOnlyWith(TwimlError, () => parseTwiml(document)));
  });

  it('expands no entities without bound', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}">${'bcdefghij'
      .split('')
      .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
      .join('')}]><Response><Say>&j;</Say></Response>`;
    failsOnlyWith(TwimlError, () => {
      const [say] = parseTwiml(bomb);
      expect(JSON.stringify(say).length).toBeLessThan(100_000);
    });
  });

  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    hostileObject({ method: ['init', 'message'], payload_size: [0, 5, -1, 1e12] }).map((header) => {
      const text = JSON.stringify(header);
      return Buffer.from(`TWILSOCK V3.0 ${Buffer.byteLength(text)}\r\n${text}\r\nhello`);
    }),
    fc.tuple(fc.nat(), hostileText).map(([size, text]) => Buffer.from(`TWILSOCK V3.0 ${size}\r\n${text}`)),
    fc.tuple(hostileJson, hostileJson).map(([header, payload]) => encodePacket({ header }, payload)),
  );

  it('reads Twilsock frames or reports what is wrong with them', () => {
    check(bytes, (frame) => failsOnlyWith(TwilsockFrameError, () => decodePacket(frame)));
  });

  it.each<[string, (text: string) => unknown]>([
    ['signalling messages', decodeMessage],
    ['messages of the phone page', readPhoneMessage],
    ['custom parameters', (text) => readParameter(text, { singleQuotedParameter: 'accepted' })],
    ['forms', (text) => parseForm(text).record()],
    ['offers', withoutTelephoneEvents],
    ['offers to answer', (text) => silentAnswer(text, (count) => '0'.repeat(count * 2))],
    [
      'a processor’s responses',
      (body) => readConnectorResponse('charge', { status: 200, contentType: '', body }),
    ],
  ])('reads %s without throwing', (_, parse) => {
    const fields = {
      type: ['listen', 'invite', 'dtmf', 'call', 'key'],
      payload: [{ callsid: 'CA' }],
      charge_id: ['x', null],
    };
    const texts = fc.oneof(
      hostileBody(hostileObject(fields)),
      hostileText.map((text) => `v=0\r\n${text}`),
    );
    check(texts, (text) => void parse(text));
  });

  it('masks parameters of any name', () => {
    check(hostileObject({ PaymentCardNumber: ['4111111111111111'], SecurityCode: ['123'] }), (given) => {
      const masked = maskParameters(given);
      expect(Object.values(masked).every((value) => typeof value === 'string')).toBe(true);
      const hidden = Object.entries(masked).filter(
        ([name]) => !/^[A-Za-z_]+$/.test(name) || POISONED_NAMES.includes(name),
      );
      expect(hidden.every(([, value]) => ['', '(hidden)'].includes(value))).toBe(true);
    });
  });
});

describe('a parser of the log given anything', () => {
  const hash = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  const line = fc.oneof(
    hostileText,
    hash,
    fc.constantFrom('', LOG_KEY.name, '7', 'c2sp.org/tlog-proof@v1', 'index 0', 'extra e30='),
    fc
      .tuple(fc.constantFrom('—', '-'), fc.constantFrom(LOG_KEY.name, 'x'), hash)
      .map((parts) => parts.join(' ')),
  );
  const files = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  const texts = fc.oneof(
    files,
    files.map((text) => noteOf(`${text}\n`, LOG_KEY, signText(`${text}\n`))),
    files.map((text) => verifierKeyOf(LOG_KEY).slice(0, text.length) + text),
    hostileBody(
      hostileObject({ v: [1], at: ['2026-11-29T12:00:00.000Z'], chain: ['x'], events: [1], tick: [true] }),
    ),
  );

  it.each<[string, (text: string) => unknown]>([
    ['verifier keys', parseVerifierKey],
    ['notes', (text) => openNote(text, LOG_KEY)],
    ['checkpoints', (text) => openCheckpoint(text, LOG_KEY)],
    ['proofs', (text) => [parseProof(text)].map((proof) => proof && checkProof(proof, LOG_KEY))],
  ])('reads %s without throwing', (_, parse) => {
    check(texts, (text) => void parse(text));
  });

  it('reads leaves and tiles or reports what is wrong with them, and repeats none of it', () => {
    const read = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        expect((error as Error).message).toMatch(
          /^Failed to read (the log: it has an entry of another kind|a tile: it has not \d+ hashes|a bundle of entries: it has not \d+ entries)\.$/,
        );
      }
    };
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      texts.map((text) => Buffer.from(text)),
    );
    check(fc.tuple(bytes, fc.nat(256)), ([given, width]) => {
      read(() => parseLeaf(given));
      read(() => decodeTile(given, width));
      read(() => decodeEntries(given, width));
    });
  });
});

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
