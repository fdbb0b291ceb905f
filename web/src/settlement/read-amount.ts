import { DECIMALS, toMinorUnits } from '#lambdas/contract/money.ts';
import type { Writing } from './row.ts';

const GROUPED = /^(?:[0-9]+|[0-9]{1,3}(?:([ ,'’\u00A0\u202F])[0-9]{3}(?:\1[0-9]{3})*))(?:\.[0-9]+)?$/;

/**
 * An amount in its currency's smallest unit; undefined for anything else. Signs, brackets for below zero, and groups of
 * thousands are understood.
 */
export function readMinor(text: string, currency: string, decimals: Writing['decimals']): number | undefined {
  const trimmed = text.trim();
  const [, before = '', bare = '', after = ''] = /^([-+−(]?)\s*(.*?)\s*([-−)]?)$/.exec(trimmed) ?? [];
  const minus = /[-−(]/.test(before + after) ? -1 : 1;
  if (decimals === 'minor') return /^[0-9]{1,15}$/.test(bare) ? minus * Number(bare) : undefined;
  const pointed = decimals === 'comma' ? bare.replace(/[.,]/g, (sign) => (sign === ',' ? '.' : ',')) : bare;
  if (!GROUPED.test(pointed)) return undefined;
  const minor = toMinorUnits(pointed.replace(/[^0-9.]/g, ''), currency);
  return minor === undefined ? undefined : minus * Number(minor);
}

/** A currency's code in upper case; undefined for what is none. */
export function readCurrency(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return DECIMALS.has(code) ? code : undefined;
}
