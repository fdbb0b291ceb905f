export interface Permission {
  readonly identity: string;
  readonly read: boolean;
  readonly write: boolean;
  readonly manage: boolean;
}

export type SyncAction = 'read' | 'write' | 'manage';

/** Who may do what with which object. No entry means nothing is allowed (Twilio docs: deleting denies all). */
export class PermissionStore {
  readonly #byObject = new Map<string, Map<string, Permission>>();

  set(sid: string, permission: Permission): void {
    const permissions = this.#byObject.get(sid) ?? new Map<string, Permission>();
    this.#byObject.set(sid, permissions.set(permission.identity, permission));
  }

  find(sid: string, identity: string): Permission | undefined {
    return this.#byObject.get(sid)?.get(identity);
  }

  list(sid: string): readonly Permission[] {
    return [...(this.#byObject.get(sid)?.values() ?? [])];
  }

  remove(sid: string, identity: string): void {
    this.#byObject.get(sid)?.delete(identity);
  }

  allows(sid: string, identity: string, action: SyncAction): boolean {
    return this.find(sid, identity)?.[action] ?? false;
  }

  forget(sid: string): void {
    this.#byObject.delete(sid);
  }

  clear(): void {
    this.#byObject.clear();
  }
}
