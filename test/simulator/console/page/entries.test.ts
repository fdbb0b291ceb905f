import { describe, expect, it } from '@jest/globals';
import { readAddress } from '#simulator/console/page/address.ts';
import { hiddenCount, KEPT, matching, unsendable, withEntries } from '#simulator/console/page/entries.ts';
import { entry, leg } from '../support/console-data.ts';

const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id).join();

describe('the list of entries', () => {
  it('grows at the end, knows each once, and keeps the newest thousand', () => {
    const some = withEntries([], [entry(1), entry(2)]);
    expect(ids(withEntries(some, [entry(2), entry(3)]))).toBe('1,2,3');
    const many = Array.from({ length: KEPT + 5 }, (_, index) => entry(index + 1));
    expect(withEntries([], many)).toHaveLength(KEPT);
    expect(withEntries([], many)[0]?.id).toBe('6');
  });

  const parent = leg(1);
  const child = leg(2, { parentCallSid: parent.callSid });
  const entries = [
    entry(1, { kind: 'voice', callSid: parent.callSid }),
    entry(2, { kind: 'payment', callSid: child.callSid, parameters: { Capture: 'postal-code' } }),
    entry(3, { kind: 'rest', problem: '21220: the call is over', parameters: { CallSid: leg(3).callSid } }),
    entry(4, { kind: 'connector', url: 'http://127.0.0.1/Charge' }),
  ];
  it.each([
    ['', '1,2,3,4'],
    ['?kind=voice,connector', '1,4'],
    ['?problem=true', '3'],
    [`?call=${parent.callSid}`, '1,2'],
    [`?call=${child.callSid}`, '2'],
    [`?call=${leg(3).callSid}`, '3'],
    ['?text=POSTAL', '2'],
    ['?text=charge', '4'],
    ['?text=over+21220', '3'],
    ['?after=2', '3,4'],
    ['?after=2&kind=voice', ''],
  ])('for %j is %j', (query, found) => {
    expect(ids(matching(entries, readAddress(`#/requests${query}`), [parent, child, leg(3)]))).toBe(found);
  });

  it('counts what is hidden or masked', () => {
    const parameters = { A: '(hidden)', PaymentCardNumber: 'xxxxxxxxxxxx1111', CallSid: 'CA1', Empty: '' };
    expect(hiddenCount(entry(1, { parameters }))).toBe(2);
    expect(hiddenCount(entry(1, { url: 'http://127.0.0.1/?ring=xxxxxxxxx9954' }))).toBe(1);
  });

  it('says why a request cannot be sent again', () => {
    expect(unsendable(entry(1, { kind: 'connector' }))).toMatch(/held a card/);
    expect(unsendable(entry(1, { kind: 'rest' }))).toMatch(/Your application sent/);
    expect(unsendable(entry(1, { kind: 'payment' }))).toBeUndefined();
  });
});
