import type { Phone } from './phone.ts';

/** The phone pages open now, each with its own number. */
export interface Phones {
  /** The phone with that number, when it is open and not on a call. */
  free(number: string): Phone | undefined;
  /** Gives a new phone the first free number. */
  add(make: (number: string) => Phone): Phone;
  remove(phone: Phone): void;
}

export function createPhones(): Phones {
  const phones = new Map<string, Phone>();
  return {
    free(number) {
      const phone = phones.get(number);
      return phone?.isFree() ? phone : undefined;
    },
    add(make) {
      let last = FIRST;
      while (phones.has(numberOf(last))) last += 1;
      const phone = make(numberOf(last));
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
