import type { PaySession } from './contract.ts';
import { AppError } from './errors.ts';
import { identityOf } from './identity.ts';
import type { SendToTwilio } from './twilio-request.ts';

/** A session's live document, which only its own agent may read. */
export interface SyncDocuments {
  /** Writes the document, making it first where it is missing. */
  push(session: PaySession): Promise<void>;
  /** Makes the document and lets its agent read it. Safe to repeat. */
  open(session: PaySession): Promise<void>;
}

/** Longer than any call; the document is then forgotten. */
const LIFETIME_SECONDS = 24 * 60 * 60;

/** Sync's "unique name already exists". */
const DUPLICATE_NAME = 54301;
const NOT_FOUND: ReadonlySet<number> = new Set([20404, 54100, 54300]);

/** Documents of one Sync service, whose access control must be on or every token could read them. */
export function createSyncDocuments(
  send: SendToTwilio,
  { baseUrl, serviceSid }: { readonly baseUrl: string; readonly serviceSid: string },
): SyncDocuments {
  const documents = `${baseUrl}/v1/Services/${serviceSid}/Documents`;

  const update = (session: PaySession) =>
    send({
      method: 'POST',
      url: `${documents}/${session.document}`,
      form: { Data: JSON.stringify(session) },
    });

  const allow = (session: PaySession) =>
    send({
      method: 'POST',
      url: `${documents}/${session.document}/Permissions/${identityOf(session.agent)}`,
      form: { Read: 'true', Write: 'false', Manage: 'false' },
    });

  const open = async (session: PaySession) => {
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
    } catch (error) {
      if (!isRefusal(error, (code) => code === DUPLICATE_NAME)) throw error;
    }
    if (session.agent) await allow(session);
  };

  return {
    open,
    async push(session) {
      try {
        await update(session);
      } catch (error) {
        if (!isRefusal(error, (code) => NOT_FOUND.has(code))) throw error;
        await open(session);
      }
    },
  };
}

function isRefusal(error: unknown, matches: (code: number) => boolean): boolean {
  return (
    error instanceof AppError &&
    error.code === 'TWILIO_REFUSED' &&
    error.twilioCode !== undefined &&
    matches(error.twilioCode)
  );
}
