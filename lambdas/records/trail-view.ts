import type { TrailEvent } from '#lambdas/contract/desk-api.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { type CallbackContent, refusalOf } from '#lambdas/session/callback.ts';
import { isDeclined } from '#lambdas/session/processor-words.ts';
import type { RecordedEvent, StartFacts } from '#lambdas/session/trail-event.ts';

type Line = Pick<TrailEvent, 'type' | 'field' | 'code' | 'declined' | 'detail'>;

/** A recorded event as one line of the audit trail. */
export function viewEvent(event: RecordedEvent): TrailEvent {
  const { sequence, at, by, hash, requestId } = event;
  return { sequence, at, by, ...describe(event), ...(requestId ? { requestId } : {}), hash };
}

function describe(event: RecordedEvent): Line {
  switch (event.type) {
    case 'started':
    case 'adopted':
      return { type: event.type, ...definedOnly({ detail: describeStart(event.facts) }) };
    case 'captureRequested':
      return { type: event.type, field: event.capture };
    case 'captureRefused':
      return { type: event.type, field: event.capture, code: event.code };
    case 'completeRefused':
    case 'cancelRefused':
      return { type: event.type, code: event.code };
    case 'cancelRequested':
      return { type: event.type, ...definedOnly({ detail: event.reason }) };
    case 'abandoned':
      return { type: event.type, detail: event.reason };
    case 'resolved':
      return {
        type: event.type,
        code: event.finding,
        detail: [event.note, event.processorReference].filter((text) => text).join(' · '),
      };
    case 'completeRequested':
    case 'completeRepeated':
    case 'cancelAccepted':
      return { type: event.type };
    case 'callback':
      return describeCallback(event.callback);
  }
}

function describeStart({ chargeAmount, currency, tokenType, acknowledgedUnknown }: StartFacts) {
  const inSpiteOf = acknowledgedUnknown
    ? `, although the result of ${acknowledgedUnknown.join(' and ')} is not known`
    : '';
  if (chargeAmount) return `charge ${chargeAmount} ${currency ?? ''}`.trim() + inSpiteOf;
  return tokenType ? `save, ${tokenType}` : undefined;
}

function describeCallback(callback: CallbackContent): Line {
  const { capture, result, payErrorCode, cardNumber, cardType, accountNumber, routingNumber } = callback;
  if (result) {
    const words = Object.entries(callback.connector ?? {}).map(([name, word]) => `${name} ${word}`);
    const withheld = callback.withheld && `withheld: ${callback.withheld.join(', ')}`;
    const texts = [callback.paymentError, callback.connectorError, ...words, withheld].filter((text) => text);
    return {
      type: 'ended',
      code: payErrorCode ?? result,
      ...definedOnly({
        declined: (result !== 'success' && isDeclined(callback)) || undefined,
        detail: texts.join(' · ') || undefined,
      }),
    };
  }
  const field = definedOnly({ field: capture });
  const refusal = refusalOf(callback);
  if (refusal) return { type: 'fieldRefused', ...field, code: refusal };
  if (!capture) return { type: 'callback' };
  const shown: Readonly<Partial<Record<string, string | undefined>>> = {
    'payment-card-number': [cardNumber, cardType].filter((text) => text).join(' '),
    'bank-account-number': accountNumber,
    'bank-routing-number': routingNumber,
  };
  return { type: 'fieldAccepted', ...field, ...definedOnly({ detail: shown[capture] || undefined }) };
}
