import type { Chance, Clock } from '../services.ts';

/** A Sync service; the names are those of the REST body, in camel case. */
export interface SyncService {
  readonly sid: string;
  readonly friendlyName: string | null;
  readonly aclEnabled: boolean;
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
}

export type ServiceChanges = Partial<Omit<SyncService, 'sid' | 'dateCreated' | 'dateUpdated'>>;

/** The account's Sync services. The one given at the start is also called `default`. */
export class ServiceStore {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #chance: Pick<Chance, 'hex'>;
  readonly #defaultSid: string;
  readonly #services = new Map<string, SyncService>();

  constructor(clock: Pick<Clock, 'now'>, chance: Pick<Chance, 'hex'>, defaultSid: string) {
    this.#clock = clock;
    this.#chance = chance;
    this.#defaultSid = defaultSid;
    this.reset();
  }

  /** Friendly names are not unique: each call creates another service (reported). */
  create(changes: ServiceChanges, sid = `IS${this.#chance.hex(16)}`): SyncService {
    const now = this.#clock.now();
    const service = { ...NEW_SERVICE, ...changes, sid, dateCreated: now, dateUpdated: now };
    this.#services.set(sid, service);
    return service;
  }

  find(sid: string): SyncService | undefined {
    return this.#services.get(sid === 'default' ? this.#defaultSid : sid);
  }

  list(): readonly SyncService[] {
    return [...this.#services.values()];
  }

  update(service: SyncService, changes: ServiceChanges): SyncService {
    const updated = { ...service, ...changes, dateUpdated: this.#clock.now() };
    this.#services.set(service.sid, updated);
    return updated;
  }

  remove(sid: string): void {
    this.#services.delete(sid);
  }

  /** Resets to the configured service alone, with its ACL on, as the product needs it. */
  reset(): void {
    this.#services.clear();
    this.create({ friendlyName: 'Simulated service', aclEnabled: true }, this.#defaultSid);
  }
}

const NEW_SERVICE: Omit<SyncService, 'sid' | 'dateCreated' | 'dateUpdated'> = {
  friendlyName: null,
  aclEnabled: false,
};
