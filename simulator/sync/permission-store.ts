export interface Permission {
  readonly identity: string;
  readonly read: boolean;
  readonly write: boolean;
  readonly manage: boolean;
}

export type SyncAction = 'read' | 'write' | 'manage';

/** Who may do what with which document. No entry means nothing is allowed (Twilio docs: deleting denies all). */
export class PermissionStore {
  readonly #byDocument = new Map<string, Map<string, Permission>>();

  set(documentSid: string, permission: Permission): void {
    const permissions = this.#byDocument.get(documentSid) ?? new Map<string, Permission>();
    this.#byDocument.set(documentSid, permissions.set(permission.identity, permission));
  }

  find(documentSid: string, identity: string): Permission | undefined {
    return this.#byDocument.get(documentSid)?.get(identity);
  }

  list(documentSid: string): readonly Permission[] {
    return [...(this.#byDocument.get(documentSid)?.values() ?? [])];
  }

  remove(documentSid: string, identity: string): void {
    this.#byDocument.get(documentSid)?.delete(identity);
  }

  allows(documentSid: string, identity: string, action: SyncAction): boolean {
    return this.find(documentSid, identity)?.[action] ?? false;
  }

  forget(documentSid: string): void {
    this.#byDocument.delete(documentSid);
  }

  clear(): void {
    this.#byDocument.clear();
  }
}
