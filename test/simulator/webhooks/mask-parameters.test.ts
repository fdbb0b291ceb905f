import { describe, expect, it } from '@jest/globals';
import { maskParameters } from '#simulator/webhooks/mask-parameters.ts';

describe('parameters in the request log', () => {
  it('show the last four of a card and nothing else of it', () => {
    expect(maskParameters({ cardnumber: '4111111111111111', PaymentCardNumber: 'xxxxxxxxxxxx1111' })).toEqual(
      {
        cardnumber: 'xxxxxxxxxxxx1111',
        PaymentCardNumber: 'xxxxxxxxxxxx1111',
      },
    );
  });

  it.each([
    'SecurityCode',
    'cvv',
    'ExpirationDate',
    'expiry_month',
    'PaymentCardPostalCode',
    'postal_code',
    'BankRoutingNumber',
    'routingnumber',
    'BankAccountNumber',
    'bankaccountnumber',
    'PaymentToken',
    'PaymentError',
    'ConnectorError',
    'Digits',
    'parameters',
    'SomethingNew',
  ])('hide %s', (name) => {
    expect(maskParameters({ [name]: '1234' })).toEqual({ [name]: '(hidden)' });
    expect(maskParameters({ [name]: '' })).toEqual({ [name]: '' });
  });
});
