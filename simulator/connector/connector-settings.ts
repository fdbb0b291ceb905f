/**
 * The points about the Generic Pay Connector that no source confirms. Defaults in {@link DEFAULT_CONNECTOR_SETTINGS}.
 */
export interface ConnectorSettings {
  /** `Content-Type` of the request; empty for the requests of 2021, which had none. */
  readonly connectorContentType: 'application/json' | '';
  readonly connectorUserAgent: string;
  /** One endpoint for both methods (since 2022), or `/charge` and `/tokenize` appended to it (2021). */
  readonly connectorPath: 'one-url' | 'by-method';
  /** Value of `parameters` in the request when there are none. */
  readonly connectorEmptyParameters: 'object' | 'absent';
  /** Pause before each retry. */
  readonly connectorRetrySpacingMilliseconds: number;
  /** Whether a refused or broken connection counts as "no answer" and is retried like a timeout. */
  readonly connectorRetriesConnectionFailures: boolean;
  /** Whether a 5xx response is retried. */
  readonly connectorRetriesServerErrors: boolean;
  /** Code when no response came. */
  readonly connectorUnansweredCode: number;
  /** Code when the connector returns 401 or 403. */
  readonly connectorUnauthorisedCode: number;
  /** Code of a decline: 64008 for a charge and 64010 for a token, or 64012 for both. */
  readonly declineCode: 'by-method' | 'card-rejected';
  /** Where the gateway's `error_message` goes; its `error_code` is always in `ConnectorError`. */
  readonly gatewayMessageIn: 'PaymentError' | 'ConnectorError';
  /**
   * Whether the `parameters` of the connector's response come with the last callback as `PayConnector_<key>`: Twilio's
   * docs deny it for Payments, one vendor of connectors promises it.
   */
  readonly connectorParameters: 'dropped' | 'forwarded';
  /** When TEST mode blocks a number that is not on the list: at `complete`, or as the field's error. */
  readonly testModeCheck: 'complete' | 'capture';
  /** Whether a LIVE connector has Twilio's approval; without it every `complete` ends with 64024. */
  readonly liveConnectorApproved: boolean;
}

/** The choices explained in `simulator/README.md`. */
export const DEFAULT_CONNECTOR_SETTINGS: ConnectorSettings = {
  connectorContentType: 'application/json',
  connectorUserAgent: 'AHC/2.1',
  connectorPath: 'one-url',
  connectorEmptyParameters: 'object',
  connectorRetrySpacingMilliseconds: 1000,
  connectorRetriesConnectionFailures: true,
  connectorRetriesServerErrors: false,
  connectorUnansweredCode: 64002,
  connectorUnauthorisedCode: 64001,
  declineCode: 'by-method',
  gatewayMessageIn: 'PaymentError',
  connectorParameters: 'dropped',
  testModeCheck: 'complete',
  liveConnectorApproved: true,
};
