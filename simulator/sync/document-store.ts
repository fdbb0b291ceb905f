import type { Chance, Clock } from '../services.ts';
import type { DocumentData } from './document-rules.ts';
import { syncError } from './sync-error.ts';

export interface SyncDocument {
  readonly sid: string;
  readonly serviceSid: string;
  readonly uniqueName: string | null;
  readonly revision: string;
  /** Grows with every change of any document and never falls, even after a reset or a restart. */
  readonly lastEventId: number;
  readonly data: DocumentData;
  readonly createdBy: string;
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
  readonly dateExpires: Date | null;
}

export interface DocumentEvent {
  readonly type: 'document_updated' | 'document_removed';
  readonly id: number;
  readonly document: SyncDocument;
}

export interface NewDocument {
  readonly uniqueName?: string;
  readonly data?: DocumentData;
  readonly ttlSeconds?: number;
  readonly createdBy: string;
}

export interface DocumentChanges {
  readonly data?: DocumentData;
  readonly ttlSeconds?: number;
}

/** The documents of every service, their expiry and the events of their changes. */
export class DocumentStore {
  readonly #clock: Clock;
  readonly #chance: Pick<Chance, 'hex'>;
  readonly #documents = new Map<string, SyncDocument>();
  /** From service and unique name to SID. */
  readonly #sids = new Map<string, string>();
  readonly #expiries = new Map<string, () => void>();
  readonly #emit: (event: DocumentEvent) => void;
  #lastEventId = 0;

  constructor(clock: Clock, chance: Pick<Chance, 'hex'>, emit: (event: DocumentEvent) => void) {
    this.#clock = clock;
    this.#chance = chance;
    this.#emit = emit;
  }

  /** @throws TwilioError 54301 */
  create(serviceSid: string, { uniqueName, data = {}, ttlSeconds, createdBy }: NewDocument): SyncDocument {
    if (uniqueName !== undefined && this.find(serviceSid, uniqueName)) throw syncError(54301);
    const now = this.#clock.now();
    const document: SyncDocument = {
      sid: `ET${this.#chance.hex(16)}`,
      serviceSid,
      uniqueName: uniqueName ?? null,
      revision: '0',
      lastEventId: this.#nextEventId(),
      data,
      createdBy,
      dateCreated: now,
      dateUpdated: now,
      dateExpires: expiryOf(now, ttlSeconds, null),
    };
    this.#documents.set(document.sid, document);
    if (uniqueName !== undefined) this.#sids.set(nameKey(serviceSid, uniqueName), document.sid);
    this.#armExpiry(document.sid);
    return document;
  }

  /** Finds by SID or unique name; an expired document is gone even before its timer has run. */
  find(serviceSid: string, sidOrName: string): SyncDocument | undefined {
    const sid = this.#sids.get(nameKey(serviceSid, sidOrName)) ?? sidOrName;
    const document = this.#documents.get(sid);
    const isThere = document?.serviceSid === serviceSid && !isOver(document, this.#clock.now());
    return isThere ? document : undefined;
  }

  list(serviceSid: string): readonly SyncDocument[] {
    const now = this.#clock.now();
    return [...this.#documents.values()].filter(
      (document) => document.serviceSid === serviceSid && !isOver(document, now),
    );
  }

  /** New data replaces all of the old and makes a revision and an event; a new TTL alone makes neither. */
  update(document: SyncDocument, { data, ttlSeconds }: DocumentChanges): SyncDocument {
    const now = this.#clock.now();
    const updated: SyncDocument = {
      ...document,
      dateUpdated: now,
      dateExpires: expiryOf(now, ttlSeconds, document.dateExpires),
      ...(data && { data, revision: nextRevision(document.revision), lastEventId: this.#nextEventId() }),
    };
    this.#documents.set(updated.sid, updated);
    this.#armExpiry(updated.sid);
    if (data) this.#emit({ type: 'document_updated', id: updated.lastEventId, document: updated });
    return updated;
  }

  remove(sid: string): void {
    const document = this.#documents.get(sid);
    if (!document) return;
    this.#documents.delete(sid);
    const key = nameKey(document.serviceSid, document.uniqueName ?? '');
    if (this.#sids.get(key) === sid) this.#sids.delete(key);
    this.#disarmExpiry(sid);
    this.#emit({ type: 'document_removed', id: this.#nextEventId(), document });
  }

  /** Removes every document without an event, and stops the timers. */
  clear(): void {
    for (const sid of [...this.#expiries.keys()]) this.#disarmExpiry(sid);
    this.#documents.clear();
    this.#sids.clear();
  }

  /** Taken from the clock, so that ids also grow across restarts: twilio-sync skips an event that is not newer. */
  #nextEventId(): number {
    this.#lastEventId = Math.max(this.#lastEventId + 1, this.#clock.now().getTime() * 10);
    return this.#lastEventId;
  }

  #armExpiry(sid: string): void {
    this.#disarmExpiry(sid);
    const expires = this.#documents.get(sid)?.dateExpires;
    if (!expires) return;
    const left = Math.max(0, expires.getTime() - this.#clock.now().getTime());
    this.#expiries.set(
      sid,
      this.#clock.setTimer(left, () => this.remove(sid)),
    );
  }

  #disarmExpiry(sid: string): void {
    this.#expiries.get(sid)?.();
    this.#expiries.delete(sid);
  }
}

function nameKey(serviceSid: string, uniqueName: string): string {
  return `${serviceSid} ${uniqueName}`;
}

function isOver({ dateExpires }: SyncDocument, now: Date): boolean {
  return dateExpires !== null && dateExpires <= now;
}

/** A TTL counts from the write that sets it; other writes do not extend it (Twilio docs). */
function expiryOf(now: Date, ttlSeconds: number | undefined, before: Date | null): Date | null {
  if (ttlSeconds === undefined) return before;
  return ttlSeconds === 0 ? null : new Date(now.getTime() + ttlSeconds * 1000);
}

function nextRevision(revision: string): string {
  return String(Number(revision) + 1);
}
