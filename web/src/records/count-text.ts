import type { Values } from '#web/src/words/words.ts';

/** "1 payment", "42 payments": of texts whose keys end in `.one` and `.other`. */
export function countText<What extends string>(
  t: (key: NoInfer<`${What}.one` | `${What}.other`>, values: Values) => string,
  what: What,
  count: number,
): string {
  return t(count === 1 ? `${what}.one` : `${what}.other`, { count });
}
