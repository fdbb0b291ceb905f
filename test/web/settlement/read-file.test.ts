import { describe, expect, it } from '@jest/globals';
import type { Mapping } from '#web/src/settlement/mapping.ts';
import { guessMapping, missingIn } from '#web/src/settlement/mapping.ts';
import { createFileReader, type FileProblem, FileRefusal } from '#web/src/settlement/read-file.ts';
import { payoutGaps, sumKinds } from '#web/src/settlement/sums.ts';

const CARD = '4111 1111 1111 1111';

const STRIPE = `automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,charge_id,payment_intent_id,card_brand,payment_metadata[assistPayId],payment_metadata[reference]
po_1,2026-11-24 00:00:00,txn_1,2026-11-22 14:05:00,2026-11-22 09:05:00,usd,12.50,-0.50,12.00,charge,ch_1,pi_1,Visa,abcdefghijklmnop,INV-7
po_1,2026-11-24 00:00:00,txn_2,2026-11-22 15:05:00,2026-11-22 10:05:00,usd,-2.50,0.00,-2.50,refund,ch_1,pi_1,Visa,,
po_1,2026-11-24 00:00:00,txn_3,2026-11-24 00:00:00,2026-11-23 19:00:00,usd,-9.50,0.00,-9.50,payout,,,,,
`;

const ADYEN = `Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Batch Number
Acme,AcmePOS,8814689190961342,INV-7,mc,2026-07-22 14:05:00,CET,Settled,8814689190961343,EUR,,12.50,1,EUR,,12.30,0.20,14
Acme,AcmePOS,8814689190961342,INV-7,mc,2026-11-23 00:30:00,PST,Refunded,8814689190961399,EUR,2.50,,1,EUR,2.50,,,14
Acme,AcmePOS,,,,2026-11-24 00:00:00,CET,Fee,Transaction Fees,,,,,EUR,0.80,,,14
Acme,AcmePOS,,,,2026-11-24 00:00:00,CET,MerchantPayout,TX1,,,,,EUR,9.00,,,14
`;

const PAYPAL = `"RH","2026/11/23 00:00:00 -0800","A","ACCT",007
"FH",01
"SH","2026/11/22 00:00:00 -0800","2026/11/22 23:59:59 -0800","ACCT",""
"CH","Transaction  ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code","Transaction Initiation Date","Transaction Completion Date","Transaction  Debit or Credit","Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency","Custom Field","Consumer ID"
"SB","7AB12345CD678901E","INV-7","","","T0006","2026/11/22 10:10:10 -0800","2026/11/22 10:10:11 -0800","CR",1250,"USD","DR",50,"USD","abcdefghijklmnop","XYZ"
"SB","8AB12345CD678901E","","7AB12345CD678901E","TXN","T1107","2026/11/22 11:10:10 -0800","2026/11/22 11:10:11 -0800","DR",250,"USD","CR",10,"USD","","XYZ"
"SB","9AB12345CD678901E","","","","T0400","2026/11/22 12:10:10 -0800","2026/11/22 12:10:11 -0800","DR",900,"USD","",0,"USD","",""
"SF","CR","1250","DR","1150"
"SC",3
"RF","CR","1250"
"RC",3
"FF",12
`;

const EUROPEAN = `Transaktionsnr;Bestellung;Betrag;Währung;Datum;Kartennummer
4711;INV-7;1.234,50;EUR;22/11/2026;XXXX1111
4712;;-12,50;EUR;22/11/2026;XXXX4444
;;1.222,00;EUR;;
`;

function read(text: string, { zone = 'UTC', mapping }: { zone?: string; mapping?: Mapping } = {}) {
  const reader = createFileReader(zone, mapping);
  for (const piece of text.match(/.{1,97}/gs) ?? []) reader.push(piece);
  return reader.end();
}

function problemOf(text: string, mapping?: Mapping): FileProblem | undefined {
  try {
    read(text, mapping ? { mapping } : {});
    return undefined;
  } catch (error) {
    if (error instanceof FileRefusal) return error.problem;
    throw error;
  }
}

const iso = (time = Number.NaN) => new Date(time).toISOString();

describe('a settlement file', () => {
  it('of Stripe is read by its columns: major units, signs, ids and what we told of the payment', () => {
    const { format, rows, rejects } = read(STRIPE);
    expect(format).toBe('stripe');
    expect(rejects).toEqual([]);
    expect(rows).toMatchObject([
      {
        kind: 'payment',
        ids: ['ch_1', 'pi_1', 'txn_1'],
        references: ['abcdefghijklmnop', 'INV-7'],
        minor: 1250,
        currency: 'USD',
        brand: 'visa',
        line: 2,
      },
      { kind: 'refund', ids: ['ch_1', 'pi_1', 'txn_2'], minor: -250, line: 3 },
      { kind: 'payout', minor: -950, line: 4 },
    ]);
    expect(iso(rows[0]?.from)).toBe('2026-11-22T14:05:00.000Z');
    expect(payoutGaps(rows)).toEqual([]);
  });

  it('of Stripe without times in UTC is read in the zone that was asked for', () => {
    const text = STRIPE.replace('created_utc', 'other');
    expect(iso(read(text, { zone: 'America/New_York' }).rows[0]?.from)).toBe('2026-11-22T14:05:00.000Z');
  });

  it('of Adyen has its direction in the column, and places of its zones', () => {
    const { format, rows } = read(ADYEN);
    expect(format).toBe('adyen');
    expect(rows).toMatchObject([
      {
        kind: 'payment',
        ids: ['8814689190961342', '8814689190961343'],
        references: ['INV-7'],
        minor: 1250,
        brand: 'mastercard',
      },
      { kind: 'refund', minor: -250 },
      { kind: 'fee', minor: -80 },
      { kind: 'payout', minor: -900 },
    ]);
    // It says CET in summer, too.
    expect(iso(rows[0]?.from)).toBe('2026-07-22T12:05:00.000Z');
    expect(iso(rows[1]?.from)).toBe('2026-11-23T08:30:00.000Z');
    expect(payoutGaps(rows)).toEqual([]);
    const debit = ADYEN.replace('EUR,,12.50,1,EUR,,12.30', 'EUR,12.50,,1,EUR,12.30,');
    expect(read(debit).rows[0]).toMatchObject({ kind: 'payment', minor: -1250 });
  });

  it('of PayPal is read by its kinds of row, in the smallest unit and with its offset', () => {
    const { format, rows, rejects, isCutOff } = read(PAYPAL);
    expect({ format, rejects, isCutOff }).toEqual({ format: 'paypal', rejects: [], isCutOff: false });
    expect(rows).toMatchObject([
      {
        kind: 'payment',
        ids: ['7AB12345CD678901E'],
        references: ['INV-7', 'abcdefghijklmnop'],
        minor: 1250,
        line: 5,
      },
      { kind: 'refund', ids: ['8AB12345CD678901E', '7AB12345CD678901E'], minor: -250 },
      { kind: 'payout', minor: -900 },
    ]);
    expect(iso(rows[0]?.from)).toBe('2026-11-22T18:10:10.000Z');
    expect(read(PAYPAL.slice(0, PAYPAL.indexOf('"SF"'))).isCutOff).toBe(true);
  });

  it.each([
    ['stripe', STRIPE, ','],
    ['adyen', ADYEN, ','],
    ['paypal', PAYPAL, ','],
  ])(
    'of %s reads the same with a mark, CRLF, semicolons, other case and its columns in any order',
    (_, text) => {
      const lines = text
        .trim()
        .split('\n')
        .map((line) => line.split(','));
      const turned = lines.map(([first = '', ...rest]) =>
        text === PAYPAL ? [first, ...rest.toReversed()] : [...rest, first].toReversed(),
      );
      const isPaypal = text === PAYPAL;
      // PayPal's other rows are shorter, so their cells may stand anywhere.
      const header = turned.findIndex(([first]) => !isPaypal || first === '"CH"');
      const widest = turned[header]?.length ?? 0;
      const shouted = turned.map((cells, at) =>
        (at === header ? cells.map((cell) => ` ${cell.toUpperCase().replaceAll('"', '')} `) : cells)
          .slice(0, widest)
          .join(';'),
      );
      const other = read(`\uFEFF${shouted.join('\r\n')}`);
      const sorted = ({ references, ...row }: (typeof other.rows)[number]) => ({
        ...row,
        references: [...references].sort(),
      });
      expect(other.rows.map(sorted)).toEqual(read(text).rows.map(sorted));
    },
  );

  it('says which payout does not add up, because half of it is missing', () => {
    const half = STRIPE.split('\n')
      .filter((line) => !line.includes('refund'))
      .join('\n');
    expect(payoutGaps(read(half).rows)).toEqual([{ payout: 'po_1', currency: 'USD', minor: 250 }]);
    expect(payoutGaps(read(STRIPE.split('\n').slice(0, 3).join('\n')).rows)).toEqual([]);
  });

  it('adds up what is no payment', () => {
    expect(sumKinds(read(ADYEN).rows)).toEqual([
      { kind: 'payment', currency: 'EUR', count: 1, minor: 1250 },
      { kind: 'refund', currency: 'EUR', count: 1, minor: -250 },
      { kind: 'fee', currency: 'EUR', count: 1, minor: -80 },
      { kind: 'payout', currency: 'EUR', count: 1, minor: -900 },
    ]);
  });

  it.each([
    ['ch_1,pi_1,Visa', `ch_1,"${CARD}",Visa`, 2, 'payment_intent_id'],
    ['INV-7', CARD.replaceAll(' ', ''), 2, 'payment_metadata[reference]'],
    [',,,,\n', ',,,,4111-1111-1111-1111\n', 4, 'payment_metadata[reference]'],
  ])(
    'with a whole card number for %s is refused, with row and column and never the value',
    (from, to, line, column) => {
      expect(problemOf(STRIPE.replace(from, to))).toEqual({ what: 'card', line, column });
    },
  );

  it('with long ids and references of an acquirer is no file with card numbers', () => {
    for (const id of ['74987500123456789012345', '8814689190961342', '+491511234567890']) {
      expect(problemOf(STRIPE.replace('INV-7', id))).toBeUndefined();
    }
  });

  it('of a known kind without a column stops, with both lists', () => {
    expect(problemOf(STRIPE.replace('gross', 'amount'))).toMatchObject({
      what: 'columns',
      format: 'stripe',
      missing: ['gross'],
      found: expect.arrayContaining(['amount', 'net']),
    });
  });

  it.each([
    ['', { what: 'empty' }],
    ['a,b\n', { what: 'unknown', header: ['a', 'b'], sample: [] }],
    ['a,b\n1,2\n', { what: 'unknown', header: ['a', 'b'], sample: ['1', '2'] }],
    ['a,b\n"1,2\n', { what: 'quote', line: 2 }],
  ])('%j is no settlement file by itself', (text, problem) => {
    expect(problemOf(text)).toEqual(problem);
  });

  it.each([
    ['12.50,-0.50', 'twelve,-0.50', 'amount'],
    [',usd,12.50', ',zzz,12.50', 'currency'],
    ['2026-11-22 14:05:00', '22nd of November', 'time'],
  ])('says which line it could not read: %s as %s', (from, to, why) => {
    const { rows, rejects } = read(STRIPE.replace(from, to));
    expect(rejects).toEqual([{ line: 2, why }]);
    expect(rows).toHaveLength(2);
  });
});

describe('any other file', () => {
  const [header = '', sample = ''] = EUROPEAN.split('\n');
  const guess = guessMapping(header.split(';'), sample.split(';'));

  it('is read as a person says, beginning with a guess by its names', () => {
    expect(guess).toEqual({
      columns: { amount: 2, currency: 3, id: 0, reference: 1, time: 4, lastFour: 5 },
      currency: '',
      order: 'dmy',
      decimals: 'comma',
    });
    const { format, rows, rejects } = read(EUROPEAN, { mapping: guess, zone: 'Europe/Berlin' });
    expect(format).toBe('csv');
    expect(rows).toMatchObject([
      {
        kind: 'payment',
        ids: ['4711'],
        references: ['INV-7'],
        minor: 123450,
        currency: 'EUR',
        lastFour: '1111',
      },
      { kind: 'refund', ids: ['4712'], minor: -1250, lastFour: '4444' },
    ]);
    expect([iso(rows[0]?.from), iso(rows[0]?.to)]).toEqual([
      '2026-11-21T23:00:00.000Z',
      '2026-11-22T23:00:00.000Z',
    ]);
    // The sum below names no payment.
    expect(rejects).toEqual([{ line: 4, why: 'noKey' }]);
  });

  it('needs an amount, a currency, and something to know a payment by', () => {
    expect(missingIn(guess)).toEqual([]);
    expect(missingIn({ ...guess, columns: {} })).toEqual(['amount', 'currency', 'key']);
    expect(missingIn({ ...guess, columns: { amount: 2, lastFour: 5 }, currency: 'EUR' })).toEqual(['key']);
  });
});
