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

  it('show by which a processor knows a payment, and no other parameter of an application', () => {
    const parameters = {
      assistPayId: 'bcdfghjkmnpqrstv',
      reference: 'INV-204417',
      AVSName: 'Ana Diaz',
      cvv: '1',
    };
    expect(maskParameters({ parameters })).toEqual({
      'parameters.assistPayId': 'bcdfghjkmnpqrstv',
      'parameters.reference': 'INV-xx4417',
      parameters: '(hidden)',
    });
    for (const odd of [['x'], { reference: { a: '4111111111111111' } }, 'reference', null])
      expect(JSON.stringify(maskParameters({ parameters: odd }))).not.toMatch(/4111|reference/);
  });

  it('show yes and no under any name, and of a long number the last four even where a name is known', () => {
    const url = 'https://app.example/voice?card=4111111111111111';
    expect(
      maskParameters({ SecurityCode: 'true', Url: url, To: '4111111111111111', Status: 'completed' }),
    ).toEqual({
      SecurityCode: 'true',
      Url: 'https://app.example/voice?card=xxxxxxxxxxxx1111',
      To: 'xxxxxxxxxxxx1111',
      Status: 'completed',
    });
  });

  it.each([
    'Twiml',
    'Data',
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

  it('hide a number that a processor put into a name', () => {
    expect(maskParameters({ PayConnector_4111111111111111: '1' })).toEqual({
      PayConnector_xxxxxxxxxxxx1111: '(hidden)',
    });
  });
});
