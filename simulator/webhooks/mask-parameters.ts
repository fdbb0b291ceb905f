import { maskLongNumbers } from '../log/mask-digits.ts';

/** How the request log may show a parameter. */
type Treatment = 'shown' | 'hidden' | 'lastFour';

/** Every parameter the log may show; anything not listed is hidden. */
const TREATMENTS: Readonly<Record<string, Treatment>> = {
  ...all('shown', [
    'AccountSid',
    'ApiVersion',
    'Attempt',
    'AvgQueueTime',
    'BankAccountType',
    'CallbackSource',
    'CallDuration',
    'CallSid',
    'CallStatus',
    'Called',
    'Caller',
    'Capture',
    'ChargeAmount',
    'CurrentQueueSize',
    'DateCreated',
    'DateUpdated',
    'DequeingCallSid',
    'DialBridged',
    'DialCallDuration',
    'DialCallSid',
    'DialCallStatus',
    'Direction',
    'Duration',
    'ErrorCode',
    'ErrorType',
    'For',
    'From',
    'MaxQueueSize',
    'ParentCallSid',
    'PartialResult',
    'PayErrorCode',
    'PaymentCardType',
    'PaymentConnector',
    'PaymentMethod',
    'QueuePosition',
    'QueueResult',
    'QueueSid',
    'QueueTime',
    'Required',
    'Result',
    'SequenceNumber',
    'Sid',
    'Timestamp',
    'To',
    'TokenType',
    'amount',
    'currency_code',
    'method',
    'transaction_id',
  ]),
  // Of requests to the REST API.
  ...all('shown', [
    'ApplicationSid',
    'Bounds',
    'CollectionTtl',
    'Confirmation',
    'Currency',
    'EndTime',
    'EndTime<',
    'EndTime>',
    'FallbackMethod',
    'FallbackUrl',
    'IdempotencyKey',
    'ItemTtl',
    'Key',
    'Method',
    'MinPostalCodeLength',
    'Order',
    'Page',
    'PageSize',
    'RequireMatchingInputs',
    'StartTime',
    'StartTime<',
    'StartTime>',
    'Status',
    'StatusCallback',
    'StatusCallbackEvent',
    'StatusCallbackMethod',
    'Timeout',
    'Ttl',
    'UniqueName',
    'Url',
    'ValidCardTypes',
    'VoiceApplicationSid',
    'VoiceFallbackMethod',
    'VoiceFallbackUrl',
    'VoiceMethod',
    'VoiceUrl',
  ]),
  // Of a conference. Twilio asks for names and labels without personal data.
  ...all('shown', [
    'AnnounceUrl',
    'CallSidEndingConference',
    'Coaching',
    'ConferenceSid',
    'EndConferenceOnExit',
    'FriendlyName',
    'Hold',
    'Muted',
    'ParticipantCallStatus',
    'ParticipantLabel',
    'ParticipantLabelEndingConference',
    'Reason',
    'ReasonAnnouncementFailed',
    'ReasonConferenceEnded',
    'ReasonParticipantLeft',
    'StartConferenceOnEnter',
  ]),
  ...all('lastFour', ['PaymentCardNumber', 'cardnumber']),
  // By which a processor knows a payment, among an application's own parameters.
  ...all('lastFour', ['parameters.assistPayId', 'parameters.reference']),
};

/**
 * A request's parameters as the log may hold them: an allow-list, so that an unforeseen parameter is hidden. A hidden
 * value shows only whether there was one. Names are masked, too: a processor chooses those of `PayConnector_*`.
 */
export function maskParameters(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  const all = Object.entries(parameters).flatMap(([name, value]) => [
    ...(name === 'parameters' ? knownIn(value) : []),
    [name, value] as const,
  ]);
  return Object.fromEntries(all.map(([name, value]) => [maskLongNumbers(name), mask(name, value)]));
}

/** Of an application's own parameters those that may be shown, each by its own name. */
function knownIn(parameters: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (typeof parameters !== 'object' || parameters === null) return [];
  return Object.entries(parameters)
    .map(([name, value]) => [`parameters.${name}`, value] as const)
    .filter(([name, value]) => Object.hasOwn(TREATMENTS, name) && typeof value === 'string');
}

function mask(name: string, value: unknown): string {
  if (value === null || value === '') return '';
  // Says yes or no to something, whatever its name.
  if (value === 'true' || value === 'false') return value;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  switch (Object.hasOwn(TREATMENTS, name) ? TREATMENTS[name] : 'hidden') {
    case 'shown':
      return maskLongNumbers(text);
    case 'lastFour':
      return text.replace(/[0-9](?=(?:.*[0-9]){4})/g, 'x');
    default:
      return '(hidden)';
  }
}

function all(treatment: Treatment, names: readonly string[]): Record<string, Treatment> {
  return Object.fromEntries(names.map((name) => [name, treatment]));
}
