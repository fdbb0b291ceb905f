/**
 * A document that the simulator does not run: `invalid` if Twilio would refuse it too (its error 12100),
 * `unsupported` if the gap is ours. Either way the call fails; the message says which.
 */
export class TwimlError extends Error {
  readonly code: 'invalid' | 'unsupported';

  constructor(code: TwimlError['code'], message: string) {
    super(code === 'unsupported' ? `Simulator: ${message}` : message);
    this.name = 'TwimlError';
    this.code = code;
  }
}
