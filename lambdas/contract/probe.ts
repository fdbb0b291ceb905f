/**
 * Form parameter of `npm run doctor`: a signed webhook that carries it gets a response at once. It proves address,
 * secret and signature, and records nothing. Twilio sends no parameter of this name.
 */
export const PROBE_PARAMETER = 'Probe';
