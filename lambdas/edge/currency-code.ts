import * as v from 'valibot';
import { DECIMALS } from '#lambdas/contract/money.ts';
import { must } from './validate.ts';

/** In capital letters. In a file of its own, because few handlers need the table of currencies. */
export const currencyCode = must(
  'must be a three-letter currency code of ISO 4217, such as USD',
  v.pipe(
    v.string(),
    v.regex(/^[A-Za-z]{3}$/),
    v.toUpperCase(),
    v.check((code) => DECIMALS.has(code)),
  ),
);
