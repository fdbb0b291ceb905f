/** The response's own `parameters`, as text. */
interface WithParameters {
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** The outcome of a connector request. `id` is the charge's or the token's. */
export type ConnectorOutcome =
  | (WithParameters & { readonly kind: 'approved'; readonly id: string })
  | (WithParameters & {
      readonly kind: 'declined';
      readonly errorCode: string;
      readonly errorMessage: string | undefined;
    })
  /** A response outside the Generic Pay Connector's contract. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unauthorised' }
  | { readonly kind: 'unanswered' }
  /** Not sent: the connector's mode does not allow it. */
  | { readonly kind: 'blocked'; readonly code: 64022 | 64023 | 64024 };
