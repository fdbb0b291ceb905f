/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import fc from 'fast-check';
import { callerText, spokenCaller } from '#web/src/phone/caller.ts';
import { WORDS } from '#web/src/words/words.ts';
import { FakeCall } from '../support/fake-voice.ts';
import { renderDesk } from '../support/render-desk.tsx';

afterEach(cleanup);

const TABLE: readonly (readonly [from: string, english: string, spanish: string])[] = [
  ['+14155550132', '+1 415 555 0132', '+1 415 555 0132'],
  ['+4917123456782', '+4917123456782', '+4917123456782'],
  ['+266696687', 'Number withheld', 'Número oculto'],
  ['266696687', 'Number withheld', 'Número oculto'],
  ['+1266696687', 'Number withheld', 'Número oculto'],
  ['+7378742833', 'Number withheld', 'Número oculto'],
  ['+17378742833', '+1 737 874 2833', '+1 737 874 2833'],
  ['+2562533', 'Number withheld', 'Número oculto'],
  ['+464', 'Number withheld', 'Número oculto'],
  ['Anonymous', 'Number withheld', 'Número oculto'],
  ['anonymous', 'Number withheld', 'Número oculto'],
  ['Restricted', 'Number withheld', 'Número oculto'],
  ['sip:anonymous@anonymous.invalid', 'Number withheld', 'Número oculto'],
  ['sip:Restricted@carrier.example', 'Number withheld', 'Número oculto'],
  ['+8656696', 'Unknown caller', 'Número desconocido'],
  ['+86282452253', 'Unknown caller', 'Número desconocido'],
  ['unknown', 'Unknown caller', 'Número desconocido'],
  ['', 'Unknown caller', 'Número desconocido'],
  ['sip:pat@office.example', 'SIP caller pat@office.example', 'Llamada SIP de pat@office.example'],
  [
    'sips:pat@10.0.0.1:5061;transport=tls?x=4111',
    'SIP caller pat@10.0.0.1:5061',
    'Llamada SIP de pat@10.0.0.1:5061',
  ],
  [
    'sip:+14155550132@192.168.100.200',
    'SIP caller +14155550132@192.168.100.200',
    'Llamada SIP de +14155550132@192.168.100.200',
  ],
  [
    'sip:4111111111111111@x.example',
    'SIP caller xxxxxxxxxxxxxxxx@x.example',
    'Llamada SIP de xxxxxxxxxxxxxxxx@x.example',
  ],
  ['client:ana', 'Browser caller ana', 'Llamada desde el navegador de ana'],
  ['sim:DE1', 'SIM caller DE1', 'Llamada SIM de DE1'],
  ['+4111111111111111', '+xxxxxxxxxxxxxxxx', '+xxxxxxxxxxxxxxxx'],
  ['__proto__', '__proto__', '__proto__'],
];

describe('callerText', () => {
  it.each(TABLE)('reads %j as what it is, in both languages', (from, english, spanish) => {
    expect(callerText(from, WORDS.en.texts)).toBe(english);
    expect(callerText(from, WORDS.es.texts)).toBe(spanish);
  });

  it('spells numbers for a screen reader, and nothing else', () => {
    expect(spokenCaller('+14155550132', WORDS.en.texts)).toBe('1 4 1 5 5 5 5 0 1 3 2');
    expect(spokenCaller('+266696687', WORDS.en.texts)).toBe('Number withheld');
    expect(spokenCaller('sip:pat@office.example', WORDS.en.texts)).toBe('SIP caller pat@office.example');
  });

  it('shows hostile addresses short, in plain signs, and without twelve digits', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_000 }),
      fc.stringMatching(/^[0-9. %-]{0,40}$/),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('sip:', 'sips:', 'client:', 'sim:', ''),
        part,
        part,
        (scheme, user, host) => {
          const shown = callerText(`${scheme}${user}@${host}`, WORDS.en.texts);
          expect(shown.length).toBeLessThan(100);
          expect(shown).toMatch(/^[\x20-\x7e…]*$/);
          const digits = shown.replace(/@\d{1,3}(?:\.\d{1,3}){3}$/, '').replace(/\D/g, '');
          expect(digits.length).toBeLessThan(/\+\d/.test(shown) ? 25 : 12);
        },
      ),
    );
  });
});

describe('a caller without a number', () => {
  it.each([
    ['+266696687', 'Number withheld'],
    ['sip:pat@office.example', 'SIP caller pat@office.example'],
  ])('%s is named while it rings and in the call', async (from, text) => {
    const desk = renderDesk();
    await desk.goOnline();
    const call = new FakeCall();
    call.parameters.From = from;
    await act(() => void desk.voice.device().emit('incoming', call));
    expect(screen.getByRole('region', { name: 'Incoming call' }).textContent).toContain(text);
    expect(document.title).toContain(text);
    await desk.advance(500);
    expect(document.body.textContent).toContain(`Incoming call from ${text}`);
    await desk.press('Answer');
    await act(() => void call.emit('accept'));
    expect(screen.getByRole('region', { name: 'Call' }).textContent).toContain(text);
    await act(() => void call.emit('disconnect'));
    expect(screen.getByRole('region', { name: 'Call' }).textContent).toContain(text);
  });
});
