import type { Address } from './address.ts';
import type { Entry, Leg } from './wire.ts';

/** As many as the simulator keeps. */
export const KEPT = 1000;

/** The entries after adding some; an id that is known is not added twice. */
export function withEntries(entries: readonly Entry[], added: readonly Entry[]): readonly Entry[] {
  const last = Number(entries.at(-1)?.id ?? 0);
  return [...entries, ...added.filter(({ id }) => Number(id) > last)].slice(-KEPT);
}

/** The entries the address asks for. A parent call stands for its legs too. */
export function matching(
  entries: readonly Entry[],
  { kinds, call, problem, text, after = '0' }: Address,
  legs: readonly Leg[],
): readonly Entry[] {
  const family = new Set(legs.filter((leg) => leg.parentCallSid === call).map(({ callSid }) => callSid)).add(
    call ?? '',
  );
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(
    (entry) =>
      Number(entry.id) > Number(after) &&
      (kinds.length === 0 || kinds.includes(entry.kind)) &&
      (!call || family.has(callOf(entry) ?? '')) &&
      (!problem || entry.problem !== undefined) &&
      words.every((word) => textOf(entry).includes(word)),
  );
}

/** The leg a request is about. */
export function callOf({ callSid, parameters }: Entry): string | undefined {
  return callSid ?? (typeof parameters.CallSid === 'string' ? parameters.CallSid : undefined);
}

const texts = new WeakMap<Entry, string>();

/** All that is shown of an entry, in lower case. */
function textOf(entry: Entry): string {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const { kind, method, url, status, note, problem, parameters, response } = entry;
  const text = [
    ...[kind, method, url, status, note, problem, callOf(entry), response?.excerpt],
    ...Object.entries(parameters).flatMap(([name, value]) => [name, shown(value)]),
  ]
    .join(' ')
    .toLowerCase();
  texts.set(entry, text);
  return text;
}

/** A parameter's value as text. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const HIDDEN = '(hidden)';

/** How many values the simulator did not keep, or not whole; numbers in the address count as one. */
export function hiddenCount({ parameters, url }: Entry): number {
  const values = Object.values(parameters).map(shown);
  return values.filter((value) => value === HIDDEN || MASKED.test(value)).length + (MASKED.test(url) ? 1 : 0);
}

/** A long number of which the last four digits are left. */
const MASKED = /x{6,}\d{4}/;

/** Why the simulator cannot send this again; undefined when it can. */
export function unsendable({ kind }: Entry): string | undefined {
  if (kind === 'connector') return 'A request to the processor held a card, which is not kept.';
  if (kind === 'rest') return 'Your application sent this one. Copy it as curl.';
  if (kind === 'sdk') return 'This came over a socket.';
  return undefined;
}
