import { createHash } from 'node:crypto';
import { serve } from '#test/local/support/serve.ts';
import { hostileWords } from './hostile-words.ts';
import { readAll } from './read-all.ts';

/**
 * How the processor handles one request. `echoes` is careless: it repeats the card in its messages and references. The
 * hostile ones hide the payer's numbers in them, with a different trick each time.
 */
export type ProcessorMood =
  | 'approves'
  | 'declines'
  | 'slow'
  | 'malformed'
  | 'fails'
  | 'echoes'
  | 'hangs'
  | 'hostile-approves'
  | 'hostile-declines';

/** One request the processor decided. Of the card it keeps only a fingerprint. */
export interface LedgerEntry {
  readonly transactionId: string;
  readonly method: string;
  readonly amount: string;
  readonly description: string;
  readonly payer: string;
  readonly approved: boolean;
  readonly at: number;
}

/** The campaign's own payment processor behind the Generic Pay Connector, whose ledger shows double charges. */
export interface Processor {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Requests received, retries included. */
  readonly counts: { requests: number };
  /** One entry for each distinct transaction. */
  readonly ledger: LedgerEntry[];
  /** Decides by amount unless the campaign says otherwise. */
  moodFor: (amount: string) => ProcessorMood;
  close(): Promise<void>;
}

const SLOW_MS = 2_000;

/** One of each kind that is kept, and one that nobody asked for. */
const CONNECTOR_PARAMETERS = [
  'payment_status',
  'gateway_code',
  'gateway_message',
  'reference',
  'echo',
] as const;

/** Starts it on a free loopback port. It remembers a transaction by its id and gives a retry the same response. */
export async function startProcessor(): Promise<Processor> {
  const ledger: LedgerEntry[] = [];
  const known = new Map<string, LedgerEntry>();
  const counts = { requests: 0 };
  let tricks = 0;
  const { url, close } = await serve(async (incoming, response) => {
    counts.requests += 1;
    const body = JSON.parse((await readAll(incoming)).toString('utf8')) as Record<string, unknown>;
    const number = String(body.cardnumber ?? body.bankaccountnumber ?? '');
    const mood = processor.moodFor(String(body.amount ?? ''));
    const transactionId = String(body.transaction_id);
    let entry = known.get(transactionId);
    if (!entry) {
      entry = {
        transactionId,
        method: String(body.method),
        amount: String(body.amount ?? ''),
        description: String(body.description ?? ''),
        payer: createHash('sha256').update(number).digest('hex').slice(0, 16),
        approved: mood !== 'declines' && mood !== 'hostile-declines' && mood !== 'fails',
        at: Date.now(),
      };
      known.set(transactionId, entry);
      ledger.push(entry);
    }
    const key = entry.method === 'charge' ? 'charge_id' : 'token_id';
    const reference = `ref_${createHash('sha256').update(transactionId).digest('hex').replace(/\d/g, 'z').slice(0, 20)}`;
    const reply = (status: number, content: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));

    if (mood === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    if (mood === 'hangs') return undefined;
    if (mood === 'fails') return reply(500, { error: 'internal' });
    if (mood === 'malformed') return response.writeHead(200).end('<html>');
    if (mood === 'declines') {
      return reply(200, {
        [key]: null,
        error_code: 'card_declined',
        error_message: 'The card was declined.',
      });
    }
    if (mood === 'echoes') {
      const words = `Card ${number} was refused (${number.replace(/(.{4})/g, '$1 ')}).`;
      return reply(200, { [key]: `ch_${number}`, error_code: 'invalid_request', error_message: words });
    }
    if (mood === 'hostile-approves' || mood === 'hostile-declines') {
      const words = hostileWords(tricks, {
        number,
        securityCode: String(body.cvv ?? ''),
        expiry: `${body.expiry_month ?? ''}/${body.expiry_year ?? ''}`,
        routingNumber: String(body.routingnumber ?? ''),
      });
      tricks += 1;
      const parameters = Object.fromEntries(CONNECTOR_PARAMETERS.map((name) => [name, words]));
      return reply(
        200,
        mood === 'hostile-approves'
          ? { [key]: words, error_code: null, error_message: null, parameters }
          : { [key]: null, error_code: words, error_message: words, parameters },
      );
    }
    return reply(200, { [key]: reference, error_code: null, error_message: null });
  });
  const processor: Processor = {
    url,
    username: 'campaign',
    password: 'campaign-password',
    counts,
    ledger,
    moodFor: () => 'approves',
    close,
  };
  return processor;
}
