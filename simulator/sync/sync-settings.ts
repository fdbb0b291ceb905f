/** What no source confirms about Sync. */
export interface SyncSettings {
  /** What a browser may do with a Sync object it created itself, while the service's ACL is on. */
  readonly syncCreatorPermissions: 'all' | 'none';
  /**
   * How long before its token expires a Sync client is told, in seconds; never more than a quarter of the token's
   * life.
   */
  readonly syncExpiryNoticeSeconds: number;
  /** How a revision is written. Applications must treat it as opaque. */
  readonly syncRevisions: 'hexadecimal' | 'decimal';
  /** Whether the browser that removes an object or an item is told of it like all others: it then fires twice there. */
  readonly syncRemovalEcho: boolean;
  /** Whether browsers are told that an object or an item expired. */
  readonly syncExpiryEvents: boolean;
  /** Whether a document, a map and a list of one service may share a unique name. */
  readonly syncUniqueNames: 'per-kind' | 'per-service';
  /** Characters of the longest key of a map item. */
  readonly syncLongestKey: number;
  /** The code of a permission that is not there. */
  readonly syncMissingPermissionCode: 20404 | 54354;
  /** Whether Sync's rate limits are enforced. */
  readonly syncRateLimits: boolean;
}

export const DEFAULT_SYNC_SETTINGS: SyncSettings = {
  syncCreatorPermissions: 'all',
  syncExpiryNoticeSeconds: 180,
  syncRevisions: 'hexadecimal',
  syncRemovalEcho: false,
  syncExpiryEvents: true,
  syncUniqueNames: 'per-kind',
  syncLongestKey: 256,
  syncMissingPermissionCode: 20404,
  syncRateLimits: true,
};
