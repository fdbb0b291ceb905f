import { ESTIMATES } from './capacity.ts';
import { TABLE_WRITES } from './payment-work.ts';
import { PRICES } from './prices.ts';
import { SEAL_WINDOW_SECONDS } from './sizing.ts';

const MONTHS = [10_000, 100_000, 1_000_000, 10_000_000] as const;

/** What one commit asks of S3 and KMS, one leaf or a hundred; `test/infra/operate/capacity/log-work.test.ts` counts it. */
export const OF_A_COMMIT = { reads: 3, lists: 1, writes: 5, signatures: 1 } as const;

/** Of a month: the clock commits too. */
const TICKS = 30 * 24 * 60;

/** Estimates, each with its basis. */
const SEAL = {
  /** The table has as many partitions at first (AWS docs, on demand), the stream as many shards. */
  leastShards: 4,
  /** Bytes of a partition at the most (AWS docs). */
  partitionBytes: 10e9,
  /** An event of the trail with its hash. Not measured. */
  eventBytes: 500,
  /** A leaf as it is stored, and in the state, which is base64. */
  leafBytes: 145,
  leafInState: 195,
  /** Levels of a tree of 16 to 4,000 million leaves, below the last of which each tile is half full. */
  levels: 4,
  hashBytes: 32,
  hashInState: 47,
  halfTile: 128,
  checkpointBytes: 300,
  /** A commit at 512 MB, in s: six requests to S3 and KMS one after the other, of some 40 ms. */
  commitSeconds: 0.25,
  /** Months for which former versions of the state stay: 400 days. */
  lockedMonths: 400 / (365 / 12),
} as const;

/** The log of a stage that has taken so many payments a month for two years: what is there then, and what a month costs. */
export function logOf(payments: number, months: number = ESTIMATES.keptMonths) {
  const { openSecondsAMonth, openSeconds } = ESTIMATES;
  const events = TABLE_WRITES.audit;
  const shards = Math.max(
    SEAL.leastShards,
    Math.ceil((payments * months * events * SEAL.eventBytes) / SEAL.partitionBytes),
  );
  // A leaf for each turn in which a payment has an event; a commit for each turn in which a shard has one.
  const turnSeconds = Math.max(SEAL_WINDOW_SECONDS, shards * SEAL.commitSeconds);
  const turns = openSeconds / turnSeconds;
  const leaves = payments * turns * (1 - (1 - 1 / turns) ** events);
  const slots = (shards * openSecondsAMonth) / turnSeconds;
  const commits = TICKS + slots * (1 - Math.exp(-leaves / slots));
  const { state, once } = bytesOf(commits, leaves);
  const dollars = {
    // A LIST costs as much as a PUT.
    puts: commits * (OF_A_COMMIT.writes + OF_A_COMMIT.lists) * PRICES.objectWrite.dollars,
    gets: commits * OF_A_COMMIT.reads * PRICES.objectRead.dollars,
    signing: commits * OF_A_COMMIT.signatures * PRICES.signature.dollars + PRICES.keyMonth.dollars,
    lambda:
      commits *
      (PRICES.invocation.dollars + SEAL.commitSeconds * ESTIMATES.memory * PRICES.gigabyteSecond.dollars),
    storage: (state * Math.min(months, SEAL.lockedMonths) + once * months) * PRICES.objectByteMonth.dollars,
  };
  return {
    shards,
    turnSeconds,
    leaves,
    commits,
    commitsAMinute: (60 * (commits - TICKS)) / openSecondsAMonth + 1,
    storedBytes: state * Math.min(months, SEAL.lockedMonths) + once * months,
    dollars: { ...dollars, together: Object.values(dollars).reduce((sum, part) => sum + part, 0) },
  };
}

/** Written a month: former versions of what is replaced, which go when their lock ends, and what stays for ever. */
function bytesOf(commits: number, leaves: number) {
  const { halfTile, hashBytes, hashInState, levels, checkpointBytes, leafBytes, leafInState } = SEAL;
  const ofState = halfTile * (levels * hashInState + leafInState) + checkpointBytes;
  const ofTiles = halfTile * (hashBytes + leafBytes) + checkpointBytes;
  return { state: commits * ofState + leaves * leafInState, once: commits * ofTiles };
}

/** Shards that commits, which come one after the other, keep up with. */
export const MOST_SHARDS = Math.floor(SEAL_WINDOW_SECONDS / SEAL.commitSeconds);

/** The table of the transparency log in `docs/capacity.md`. */
export function logTable(): string {
  return [
    '| sessions a month | shards after two years | each in its turn, s | commits a minute | PUT and signing, USD a month | Lambda and GET, USD a month | kept, GB | kept, USD a month | together, USD a month |',
    '| --: | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...MONTHS.map((payments) => {
      const { shards, turnSeconds, commitsAMinute, storedBytes, dollars } = logOf(payments);
      const cells = [
        whole(payments),
        whole(shards),
        whole(turnSeconds),
        whole(commitsAMinute),
        dollar(dollars.puts + dollars.signing),
        dollar(dollars.lambda + dollars.gets),
        whole(storedBytes / 1e9),
        dollar(dollars.storage),
        dollar(dollars.together),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function dollar(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
