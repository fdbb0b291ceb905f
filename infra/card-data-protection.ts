import { DataIdentifier, DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';

/**
 * Masks card and bank numbers as they arrive in a log. This is only a second line of defence: handlers log named
 * fields, and split or spaced digits get past any such filter.
 */
export function cardDataProtection(): DataProtectionPolicy {
  return new DataProtectionPolicy({
    name: 'CardData',
    description: 'Masks card numbers, security codes and bank account numbers',
    identifiers: [
      DataIdentifier.CREDITCARDNUMBER,
      DataIdentifier.CREDITCARDSECURITYCODE,
      DataIdentifier.CREDITCARDEXPIRATION,
      DataIdentifier.BANKACCOUNTNUMBER_US,
    ],
  });
}
