import * as v from 'valibot';
import { isEmbedOrigin } from '#lambdas/contract/embed-clients.ts';
import { isAbove, readAmount } from '#lambdas/contract/money.ts';
import type { GrantRequest, GrantResponse } from '#lambdas/contract/panel-api.ts';
import { isReservedName } from '#lambdas/contract/reserved-names.ts';
import { nameVia } from '#lambdas/contract/user-name.ts';
import { currencyCode } from '#lambdas/edge/currency-code.ts';
import { type ClientRequest, forClient } from '#lambdas/edge/for-client.ts';
import { freeText } from '#lambdas/edge/free-text.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { callSid, invalid, must, readBody, userName } from '#lambdas/edge/validate.ts';
import { idText, withIds } from '#lambdas/payment/business-ids.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

const AN_AMOUNT =
  'must be a decimal string above 0 with no more decimals than its currency has, such as "12.00"';

const schema = v.strictObject({
  callSid,
  agent: must(
    'must be a name without blanks, 128 characters at most',
    v.pipe(
      userName,
      // A sign-in decides what its people are called; another system's word may hold anything.
      freeText(),
      v.check((name) => !isReservedName(name)),
    ),
  ),
  reference: idText,
  customer: v.exactOptional(idText),
  currency: currencyCode,
  maxAmount: must(AN_AMOUNT, v.string()),
  amount: must(AN_AMOUNT, v.exactOptional(v.string())),
  origin: must(
    'must be the origin of the page around the panel, such as https://crm.example.com',
    v.pipe(v.string(), v.check(isEmbedOrigin)),
  ),
  methods: must(
    'must be a list of credit-card, ach-debit or both',
    v.exactOptional(
      v.pipe(v.array(v.picklist(['credit-card', 'ach-debit'])), v.minLength(1), v.maxLength(2)),
      ['credit-card'],
    ),
  ),
} satisfies Record<keyof GrantRequest, v.GenericSchema>);

/**
 * `POST /panel/grants`: lets one agent of another system take a payment on one call, under one reference, up to a
 * ceiling. Whether the call is up is asked when the grant is redeemed.
 */
export const createGrant =
  ({ grants, idRules, settings }: Pick<Services, 'grants' | 'idRules' | 'settings'>) =>
  async ({ body, client, log }: ClientRequest): Promise<ApiResponse> => {
    const { agent, maxAmount, amount, ...asked } = withIds(readBody(body, schema), idRules);
    if (!client.origins.includes(asked.origin)) throw invalid('origin', ONE_OF_ITS_OWN);
    const most = amountIn(asked.currency, 'maxAmount', maxAmount);
    const exact = amount === undefined ? undefined : amountIn(asked.currency, 'amount', amount);
    if (exact !== undefined && isAbove(exact, most, asked.currency)) throw invalid('amount', NOT_ABOVE);

    const name = nameVia(agent, client.name);
    const { grant, redeemBy } = await grants.issue({
      ...asked,
      ...definedOnly({ amount: exact }),
      maxAmount: most,
      client: client.name,
      agent: name,
    });
    log.info('grant issued', { callSid: asked.callSid, agent: name });
    const response: GrantResponse = {
      grant,
      url: `${settings.deskUrl ?? '/'}panel#grant=${grant}`,
      expiresAt: redeemBy.toISOString(),
    };
    return { status: 201, json: response };
  };

export const handler = forClient('createGrant', createGrant, {
  grants: real.grants,
  idRules: real.idRules,
  settings: real.settings,
});

const ONE_OF_ITS_OWN = 'must be one of the origins set for this client in EMBED_CLIENTS';
const NOT_ABOVE = 'must not be above maxAmount';

/** In canonical form. */
function amountIn(currency: string, field: 'maxAmount' | 'amount', text: string): string {
  const amount = readAmount(text, currency);
  if (!amount.ok) throw invalid(field, AN_AMOUNT);
  return amount.value;
}
