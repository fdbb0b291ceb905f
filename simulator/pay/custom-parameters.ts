import * as v from 'valibot';
import type { PaySettings } from './pay-settings.ts';

const PARAMETER = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

/**
 * Reads `Parameter`: a JSON object of one level, or its likeness in single quotes where setting `singleQuotedParameter`
 * says so. Empty when absent, undefined when it is anything else.
 */
export function readParameter(
  text: string | undefined,
  { singleQuotedParameter }: Pick<PaySettings, 'singleQuotedParameter'>,
): Record<string, string | number | boolean> | undefined {
  if (text === undefined || text === '') return {};
  const value =
    parse(text) ?? (singleQuotedParameter === 'accepted' ? parse(inDoubleQuotes(text)) : undefined);
  const parsed = v.safeParse(PARAMETER, value);
  return parsed.success && !Array.isArray(value) ? parsed.output : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Python prints `{'a': 'b', 'c': "it's", 'd': True}`: single quotes where the text has none, and words with a capital. */
function inDoubleQuotes(text: string): string {
  return text.replace(PIECES, (piece, single?: string) => {
    if (single !== undefined) return JSON.stringify(single.replace(/\\(['\\])/g, '$1'));
    return piece === 'True' || piece === 'False' ? piece.toLowerCase() : piece;
  });
}

const PIECES = /"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'|\b(?:True|False)\b/g;
