/** One charge as Stripe's payout reconciliation has it. */
export interface StripeCharge {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** With its decimals, "12.00". */
  readonly amount: string;
  readonly currency?: string;
  readonly lastFour?: string;
  readonly assistPayId?: string;
  readonly reference?: string;
}

const HEADER =
  'automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,charge_id,payment_intent_id,card_brand,card_last4,description,payment_metadata[assistPayId],payment_metadata[reference]';

/** A file as Stripe's report `payout_reconciliation.itemized.5` has it, with the payout that all of them add up to. */
export function stripeFile(charges: readonly StripeCharge[]): string {
  let paid = 0;
  const lines = charges.map((charge, n) => {
    const { id, at, amount, currency = 'USD', lastFour = '', assistPayId = '', reference = '' } = charge;
    const time = at.slice(0, 19).replace('T', ' ');
    const net = Math.round(Number(amount) * 100) - 30;
    paid += net;
    return [
      ...[
        'po_1',
        time,
        `txn_${n}`,
        time,
        time,
        currency.toLowerCase(),
        amount,
        '0.30',
        (net / 100).toFixed(2),
      ],
      ...[
        'charge',
        id,
        `pi_${id}`,
        'Visa',
        lastFour,
        '"Taken by phone, ""as usual"""',
        assistPayId,
        reference,
      ],
    ].join(',');
  });
  const last = (charges.at(-1)?.at ?? '').slice(0, 19).replace('T', ' ');
  const payout = `po_1,${last},txn_payout,${last},${last},usd,${(-paid / 100).toFixed(2)},0.00,${(-paid / 100).toFixed(2)},payout,,,,,STRIPE PAYOUT,,`;
  return [HEADER, ...lines, payout, ''].join('\r\n');
}
