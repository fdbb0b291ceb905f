/** How asking the connector ended. `id` is the charge's or the token's. */
export type ConnectorOutcome =
  | { readonly kind: 'approved'; readonly id: string }
  | { readonly kind: 'declined'; readonly errorCode: string; readonly errorMessage: string | undefined }
  /** An answer outside the Generic Pay Connector's contract. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unauthorised' }
  | { readonly kind: 'unanswered' }
  /** Never asked: the connector's mode does not allow it. */
  | { readonly kind: 'blocked'; readonly code: 64022 | 64023 | 64024 };
