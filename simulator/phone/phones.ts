import type { Phone } from './phone.ts';

/** The phone pages open now, each with its own number. */
export interface Phones {
  find(number: string): Phone | undefined;
  /** Gives a new phone the number it wants, or the first free one when another phone has that. */
  add(make: (number: string) => Phone, wanted?: string): Phone;
  remove(phone: Phone): void;
}

export function createPhones(): Phones {
  const phones = new Map<string, Phone>();
  return {
    find: (number) => phones.get(number),
    add(make, wanted) {
      let last = FIRST;
      while (phones.has(numberOf(last))) last += 1;
      const phone = make(wanted && !phones.has(wanted) ? wanted : numberOf(last));
      phones.set(phone.number, phone);
      return phone;
    },
    remove(phone) {
      if (phones.get(phone.number) === phone) phones.delete(phone.number);
    },
  };
}

/** 555-0100 to 555-0199 are reserved for fiction. */
const FIRST = 142;
const numberOf = (last: number) => `+1415555${String(last).padStart(4, '0')}`;
