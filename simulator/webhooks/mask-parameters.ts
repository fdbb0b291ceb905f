/** How the request log may show a parameter. */
type Treatment = 'shown' | 'hidden' | 'lastFour';

/** Every parameter the log may show; anything not listed is hidden. */
const TREATMENTS: Readonly<Record<string, Treatment>> = {
  ...all('shown', [
    'AccountSid',
    'ApiVersion',
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
  ...all('lastFour', ['PaymentCardNumber', 'cardnumber']),
};

/**
 * A request's parameters as the log may hold them: an allow-list, so that an unforeseen parameter is hidden. A hidden
 * value shows only whether there was one.
 */
export function maskParameters(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, mask(name, value)]));
}

function mask(name: string, value: unknown): string {
  if (value === null || value === '') return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  switch (Object.hasOwn(TREATMENTS, name) ? TREATMENTS[name] : 'hidden') {
    case 'shown':
      return text;
    case 'lastFour':
      return text.replace(/[0-9](?=(?:.*[0-9]){4})/g, 'x');
    default:
      return '(hidden)';
  }
}

function all(treatment: Treatment, names: readonly string[]): Record<string, Treatment> {
  return Object.fromEntries(names.map((name) => [name, treatment]));
}
