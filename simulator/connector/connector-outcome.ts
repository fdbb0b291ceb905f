/** The outcome of a connector request. `id` is the charge's or the token's. */
export type ConnectorOutcome =
  | { readonly kind: 'approved'; readonly id: string }
  | { readonly kind: 'declined'; readonly errorCode: string; readonly errorMessage: string | undefined }
  /** A response outside the Generic Pay Connector's contract. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unauthorised' }
  | { readonly kind: 'unanswered' }
  /** Not sent: the connector's mode does not allow it. */
  | { readonly kind: 'blocked'; readonly code: 64022 | 64023 | 64024 };
