import * as v from 'valibot';

const PARAMETER = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

/** Reads `Parameter`: a JSON object of one level. Empty when absent, undefined when it is anything else. */
export function readParameter(
  text: string | undefined,
): Record<string, string | number | boolean> | undefined {
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    const parsed = v.safeParse(PARAMETER, value);
    return parsed.success && !Array.isArray(value) ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
