import * as v from 'valibot';
import { invalid, must, parseObject } from '#lambdas/edge/validate.ts';

const optionalText = must('must be text', v.nullish(v.string()));
const common = {
  transaction_id: must(
    'must be text of 1 to 100 letters, digits or . _ : -',
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9._:-]{1,100}$/)),
  ),
  // Of the parameters that tell a processor which payment it is, the one that can be logged; others may be anything.
  parameters: v.fallback(
    v.object({ assistPayId: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z]{16}$/))) }),
    {},
  ),
  cardnumber: optionalText,
  cvv: optionalText,
  expiry_month: optionalText,
  expiry_year: optionalText,
  bankaccountnumber: optionalText,
  routingnumber: optionalText,
};

const schema = v.variant(
  'method',
  [
    v.object(
      {
        ...common,
        method: v.literal('charge'),
        amount: must('must be a decimal string', v.pipe(v.string(), v.regex(/^\d{1,9}(?:\.\d{1,4})?$/))),
        currency_code: must(
          'must be a three-letter ISO 4217 code',
          v.nullish(v.pipe(v.string(), v.regex(/^[A-Za-z]{3}$/))),
        ),
      },
      'must be given',
    ),
    v.object({ ...common, method: v.literal('tokenize') }, 'must be given'),
  ],
  'must be charge or tokenize',
);

/** What a Generic Pay Connector sends, as far as the stand-in processor looks at it. Never logged, never stored. */
export type ProcessorRequest = v.InferOutput<typeof schema>;

/**
 * Reads the connector's JSON, whatever the content type said. The 2021 form put the method into the path (observed).
 *
 * @throws AppError `BODY_NOT_JSON`, `INVALID_REQUEST`
 */
export function readProcessorRequest(body: string, path: string): ProcessorRequest {
  const fromPath = /\/(charge|tokenize)$/.exec(path)?.[1];
  const request = { ...(fromPath ? { method: fromPath } : {}), ...parseObject(body) };
  const parsed = v.safeParse(schema, request, { abortEarly: true });
  if (!parsed.success) throw invalid(String(parsed.issues[0].path?.[0]?.key ?? ''), parsed.issues[0].message);
  return parsed.output;
}

/** Published test numbers (Twilio docs, "Generic Pay Connector", TEST mode). */
const TEST_CARDS: ReadonlySet<string> = new Set([
  '4111111111111111',
  '5555555555554444',
  '378282246310005',
  '6011111111111117',
  '3065930009020004',
  '3566002020360505',
  '6200000000000005',
  '6771798021000008',
]);
const TEST_ACCOUNTS: ReadonlySet<string> = new Set(['12345678', '123456789']);

/** True when the payer is one of the published test cards or accounts. */
export function isTestPayer({ cardnumber, bankaccountnumber }: ProcessorRequest): boolean {
  if (cardnumber) return TEST_CARDS.has(cardnumber);
  return bankaccountnumber ? TEST_ACCOUNTS.has(bankaccountnumber) : false;
}
