import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { identityOf } from './identity.ts';
import type { SendToTwilio } from './twilio-request.ts';

/** A session's live document, which only its own agent may read. */
export interface SyncDocuments {
  /** Writes the document, making it first where it is missing. */
  push(session: PaySession): Promise<void>;
  /**
   * The same for incoming digits, with one try. Twilio sends a session's callbacks one after another, so while Sync is
   * slow sixteen digits would hold up the outcome of their field: after a failure digits are skipped for a while.
   */
  pushTyping(session: PaySession): Promise<void>;
  /**
   * Makes the document and lets its agent read it. Safe to repeat. A client may make documents of any name and may then do
   * anything with them: one that is not ours is deleted first.
   */
  open(session: PaySession): Promise<void>;
}

/** Longer than any call; the document then expires. */
const LIFETIME_SECONDS = 24 * 60 * 60;

/** How long digits are skipped after Sync failed to take some. */
const REST_MS = 5_000;

/** Sync's "unique name already exists". */
const DUPLICATE_NAME = 54301;
const NOT_FOUND: ReadonlySet<number> = new Set([20404, 54100, 54300]);

export interface SyncSenders {
  readonly clock: Pick<Clock, 'now'>;
  readonly send: SendToTwilio;
  /** Gives up soon. */
  readonly sendHastily: SendToTwilio;
}

/** Documents of one Sync service, whose access control must be on, or every token could read them. */
export function createSyncDocuments(
  { clock, send, sendHastily }: SyncSenders,
  { baseUrl, serviceSid }: { readonly baseUrl: string; readonly serviceSid: string },
): SyncDocuments {
  const documents = `${baseUrl}/v1/Services/${serviceSid}/Documents`;
  let restsUntil = 0;

  const addressOf = (session: PaySession) => `${documents}/${session.document}`;

  const update = (session: PaySession, by: SendToTwilio) =>
    by({ method: 'POST', url: addressOf(session), form: { Data: JSON.stringify(session) } });

  const allow = (session: PaySession) =>
    send({
      method: 'POST',
      url: `${addressOf(session)}/Permissions/${identityOf(session.agent)}`,
      form: { Read: 'true', Write: 'false', Manage: 'false' },
    });

  /** False when one of that name exists. */
  const create = async (session: PaySession): Promise<boolean> => {
    try {
      await send({
        method: 'POST',
        url: documents,
        form: {
          UniqueName: session.document,
          Data: JSON.stringify(session),
          Ttl: String(LIFETIME_SECONDS),
        },
      });
      return true;
    } catch (error) {
      if (isRefusal(error, (code) => code === DUPLICATE_NAME)) return false;
      throw error;
    }
  };

  const open = async (session: PaySession) => {
    if (!(await create(session))) {
      const found = await send({ method: 'GET', url: addressOf(session) });
      if (!isOurs(found)) await replace(session);
    }
    if (session.agent) await allow(session);
  };

  const replace = async (session: PaySession) => {
    await send({ method: 'DELETE', url: addressOf(session) });
    if (!(await create(session))) throw new AppError('TWILIO_REFUSED', { twilioCode: DUPLICATE_NAME });
  };

  const push = async (session: PaySession, by: SendToTwilio) => {
    try {
      const updated = await update(session, by);
      if (isOurs(updated)) return;
    } catch (error) {
      if (!isRefusal(error, (code) => NOT_FOUND.has(code))) throw error;
    }
    await open(session);
  };

  return {
    open,
    push: (session) => push(session, send),
    async pushTyping(session) {
      if (clock.now().getTime() < restsUntil) return;
      try {
        await push(session, sendHastily);
      } catch (error) {
        restsUntil = clock.now().getTime() + REST_MS;
        throw error;
      }
    },
  };
}

/** `created_by` is `system` for what the API key made, and the client's identity for what a client made (Twilio docs). */
function isOurs({ created_by: maker = 'system' }: Readonly<Record<string, unknown>>): boolean {
  return maker === 'system';
}

function isRefusal(error: unknown, matches: (code: number) => boolean): boolean {
  return (
    error instanceof AppError &&
    error.code === 'TWILIO_REFUSED' &&
    error.twilioCode !== undefined &&
    matches(error.twilioCode)
  );
}
