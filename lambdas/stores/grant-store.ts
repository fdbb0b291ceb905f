import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { GrantRequest, PaymentMethod } from '#lambdas/contract/panel-api.ts';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, unlessLost } from '#lambdas/platform/dynamo.ts';

/** What may be paid: one call, one agent, one reference, up to a ceiling. */
export interface Grant
  extends Required<Pick<GrantRequest, 'callSid' | 'reference' | 'currency' | 'maxAmount' | 'origin'>> {
  /** Public: the trail names it. */
  readonly id: string;
  readonly client: string;
  /** "ana via acme": who the records say it was. */
  readonly agent: string;
  readonly customer?: string;
  readonly amount?: string;
  readonly methods: readonly PaymentMethod[];
}

export type GrantClaims = Omit<Grant, 'id'>;

/** A grant that was redeemed: what its token may do, and until when. */
export interface OpenGrant {
  readonly grant: Grant;
  readonly until: Date;
}

export interface GrantStore {
  /** A grant that can be redeemed once, until `redeemBy`. The text returned is kept nowhere. */
  issue(claims: GrantClaims): Promise<{ readonly grant: string; readonly redeemBy: Date }>;
  /** Spends a grant; undefined unless it is known, fresh and not spent. Of two at once, one gets it. */
  redeem(grant: string, origin?: string): Promise<(OpenGrant & { readonly token: string }) | undefined>;
  /** What a token opens; undefined unless it is known and not over. */
  find(token: string): Promise<OpenGrant | undefined>;
}

/** A grant is fetched when the panel is shown, so it need not live long. */
export const REDEEM_MS = 5 * 60_000;
/** A panel's token: no payment takes longer, and a reload asks for another grant. */
export const PANEL_MS = 60 * 60_000;

const SHAPE = /^([0-9a-f]{32})\.([\w-]{43})$/;

/**
 * Grants as items `grant#<id>`. A grant is `<id>.<secret>` and its token `<id>.<another secret>`: both are random, and only
 * their hashes are kept, so there is no key that could be stolen, and nothing that could be forged. Redeeming is one
 * conditional update, which puts the token's hash where there was none.
 */
export function createGrantStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): GrantStore {
  return {
    async issue(claims) {
      const id = randomBytes(16).toString('hex');
      const secret = newSecret();
      const redeemBy = new Date(clock.now().getTime() + REDEEM_MS);
      await dynamo.put({
        TableName: table,
        Item: {
          pk: keyOf(id),
          grant: { ...claims, id },
          secretHash: hashOf(secret),
          redeemBy: redeemBy.toISOString(),
          expiresAtSeconds: epochSeconds(redeemBy) + PANEL_MS / 1000,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      return { grant: `${id}.${secret}`, redeemBy };
    },

    async redeem(text, origin) {
      const [, id, secret] = SHAPE.exec(text) ?? [];
      if (id === undefined || secret === undefined) return undefined;
      const now = clock.now();
      const until = new Date(now.getTime() + PANEL_MS);
      const tokenSecret = newSecret();
      const spent = await unlessLost(
        dynamo.update({
          TableName: table,
          Key: { pk: keyOf(id) },
          UpdateExpression:
            'SET tokenHash = :token, openedAt = :now, openUntil = :until, expiresAtSeconds = :expires',
          ConditionExpression: [
            'secretHash = :secret AND attribute_not_exists(tokenHash) AND redeemBy > :now',
            ...(origin === undefined ? [] : ['#grant.#origin = :origin']),
          ].join(' AND '),
          ...(origin === undefined
            ? {}
            : { ExpressionAttributeNames: { '#grant': 'grant', '#origin': 'origin' } }),
          ExpressionAttributeValues: {
            ':token': hashOf(tokenSecret),
            ':secret': hashOf(secret),
            ':now': now.toISOString(),
            ':until': until.toISOString(),
            ':expires': epochSeconds(until),
            ...(origin === undefined ? {} : { ':origin': origin }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return spent && { grant: spent.grant as Grant, until, token: `${id}.${tokenSecret}` };
    },

    async find(text) {
      const [, id, secret] = SHAPE.exec(text) ?? [];
      if (id === undefined || secret === undefined) return undefined;
      const item = await dynamo.get({ TableName: table, Key: { pk: keyOf(id) }, ConsistentRead: true });
      if (typeof item?.tokenHash !== 'string' || !isSame(item.tokenHash, hashOf(secret))) return undefined;
      const until = new Date(String(item.openUntil));
      return until > clock.now() ? { grant: item.grant as Grant, until } : undefined;
    },
  };
}

function keyOf(id: string): string {
  return `grant#${id}`;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
