/** The check digit of card numbers. That Twilio's "validation" is this one is unconfirmed: setting `luhnCheck`. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const weighted = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}

const ABA_WEIGHTS = [3, 7, 1];

/** The checksum of US routing numbers. That Twilio applies it is unconfirmed: setting `routingChecksum`. */
export function passesAba(digits: string): boolean {
  const sum = [...digits].reduce(
    (total, digit, place) => total + Number(digit) * (ABA_WEIGHTS[place % 3] ?? 0),
    0,
  );
  return digits.length === 9 && sum > 0 && sum % 10 === 0;
}
