import { DataIdentifier, DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';

/**
 * Masks card and bank numbers in a log as they arrive. A second net only: handlers log named fields, and split or
 * spaced digits pass through any such net.
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
