import type { PaySession, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { typingDocumentOf } from '#lambdas/session/document-name.ts';
import { identityOf } from './identity.ts';
import { type SendToTwilio, twilioCodeOf } from './twilio-request.ts';

/**
 * A session's two live documents, which only its own agent may read: its state, and what is being keyed in. Two, because
 * digits then need no state: one request shows them, and none reads or writes a table.
 */
export interface SyncDocuments {
  /** Writes the state, making the documents first where it is missing. */
  push(session: PaySession): Promise<void>;
  /**
   * Writes what is being keyed in, briefly; a document that is missing is made by the next push of the state. Twilio sends a session's
   * callbacks one after another, so while Sync is slow sixteen digits would hold up the outcome of their field: after a
   * failure digits are skipped for a while.
   */
  pushTyping(typed: TypedDigits): Promise<void>;
  /** What was keyed in last; undefined where the document does not tell, because digits could not be written either. */
  typed(paySid: string): Promise<TypedDigits | undefined>;
  /**
   * Makes the documents and lets their agent read them. Safe to repeat. A client may make documents of any name and may
   * then do anything with them: one that is not ours is deleted first.
   */
  open(session: PaySession): Promise<void>;
}

/** As Twilio returns it. */
type Document = Readonly<Record<string, unknown>>;

/** Longer than any call; the document then expires. */
const LIFETIME_SECONDS = 24 * 60 * 60;

/** Sessions remembered for what their digits lack: more than one process serves at a time. */
const MOST_REMEMBERED = 1_000;

/** How long digits are skipped after Sync failed to take some. */
const REST_MS = 5_000;

/** Sync's "unique name already exists". */
const DUPLICATE_NAME = 54301;
const NOT_FOUND: ReadonlySet<number | undefined> = new Set([20404, 54100, 54300]);

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
  /** Sessions whose document is behind: their last digits were skipped, or may be. */
  const behind = new Set<string>();
  /** Sessions that lack the document of what is keyed in: the next push of their state makes it. */
  const lacking = new Set<string>();
  const remember = (sessions: Set<string>, paySid: string) => {
    sessions.add(paySid);
    const [first] = sessions;
    if (sessions.size > MOST_REMEMBERED && first !== undefined) sessions.delete(first);
  };

  const addressOf = (name: string) => `${documents}/${name}`;

  /** False when one of that name exists. */
  const create = async (name: string, data: unknown): Promise<boolean> => {
    try {
      const form = { UniqueName: name, Data: JSON.stringify(data), Ttl: String(LIFETIME_SECONDS) };
      await send({ method: 'POST', url: documents, form });
      return true;
    } catch (error) {
      // A name that is taken is a fact, whichever attempt took it; so is a document that is missing.
      if (twilioCodeOf(error) === DUPLICATE_NAME) return false;
      throw error;
    }
  };

  /** By its SID: one that somebody made under its name since must stay. */
  const remove = async ({ sid }: Document): Promise<void> => {
    try {
      await send({ method: 'DELETE', url: addressOf(String(sid)) });
    } catch (error) {
      if (!NOT_FOUND.has(twilioCodeOf(error))) throw error;
    }
  };

  /** Somebody else's document of that name, if there is one. */
  const makeUnlessForeign = async (name: string, data: unknown): Promise<Document | undefined> => {
    if (await create(name, data)) return undefined;
    const found = await send({ method: 'GET', url: addressOf(name) });
    return isOurs(found) ? undefined : found;
  };

  const openFor = async (agent: string, name: string, data: unknown) => {
    const foreign = await makeUnlessForeign(name, data);
    if (foreign) {
      await remove(foreign);
      if (await makeUnlessForeign(name, data))
        throw new AppError('TWILIO_REFUSED', { twilioCode: DUPLICATE_NAME });
    }
    if (!agent) return;
    await send({
      method: 'POST',
      url: `${addressOf(name)}/Permissions/${identityOf(agent)}`,
      form: { Read: 'true', Write: 'false', Manage: 'false' },
    });
  };

  const open = async (session: PaySession) => {
    const { agent, document, paySid } = session;
    await Promise.all([openFor(agent, document, session), openFor(agent, typingDocumentOf(paySid), {})]);
  };

  /** The document it was written to; undefined when there is none. */
  const write = async (name: string, data: unknown, by: SendToTwilio): Promise<Document | undefined> => {
    try {
      return await by({ method: 'POST', url: addressOf(name), form: { Data: JSON.stringify(data) } });
    } catch (error) {
      if (NOT_FOUND.has(twilioCodeOf(error))) return undefined;
      throw error;
    }
  };

  return {
    open,

    async push(session) {
      const { agent, document, paySid } = session;
      const found = await write(document, session, send);
      if (!found || !isOurs(found)) await open(session);
      else if (lacking.has(paySid)) await openFor(agent, typingDocumentOf(paySid), {});
      lacking.delete(paySid);
    },

    async pushTyping(typed) {
      const { paySid } = typed;
      remember(behind, paySid);
      if (clock.now().getTime() < restsUntil) return;
      const name = typingDocumentOf(paySid);
      try {
        const found = await write(name, typed, sendHastily);
        if (found && isOurs(found)) behind.delete(paySid);
        else {
          if (found) await remove(found);
          remember(lacking, paySid);
        }
      } catch (error) {
        restsUntil = clock.now().getTime() + REST_MS;
        throw error;
      }
    },

    async typed(paySid) {
      if (behind.has(paySid)) return undefined;
      const found = await sendHastily({ method: 'GET', url: addressOf(typingDocumentOf(paySid)) });
      const data = found.data as Partial<TypedDigits> | undefined;
      return isOurs(found) && data?.paySid === paySid ? (data as TypedDigits) : undefined;
    },
  };
}

/** `created_by` is `system` for what the API key made, and the client's identity for what a client made (Twilio docs). */
function isOurs({ created_by: maker = 'system' }: Document): boolean {
  return maker === 'system';
}
