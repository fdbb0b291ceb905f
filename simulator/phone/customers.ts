import { BUSY, HEADLESS, type Party, RINGS_ON } from '../calls/party.ts';

/** What a number does that no page holds. */
export type CustomerAnswer = keyof typeof PARTIES;

/** Numbers of people outside, played by the simulator itself: they can be called without a phone page. */
export interface Customers {
  set(number: string, answer: CustomerAnswer): void;
  remove(number: string): boolean;
  list(): readonly { readonly number: string; readonly answer: CustomerAnswer }[];
  party(number: string): Party | undefined;
  clear(): void;
}

const PARTIES = { answers: HEADLESS, busy: BUSY, rings: RINGS_ON } as const;

export const CUSTOMER_ANSWERS = Object.keys(PARTIES) as readonly CustomerAnswer[] as [
  CustomerAnswer,
  ...CustomerAnswer[],
];

export function createCustomers(): Customers {
  const customers = new Map<string, CustomerAnswer>();
  return {
    set: (number, answer) => void customers.set(number, answer),
    remove: (number) => customers.delete(number),
    list: () => [...customers].map(([number, answer]) => ({ number, answer })),
    party(number) {
      const answer = customers.get(number);
      return answer && PARTIES[answer];
    },
    clear: () => customers.clear(),
  };
}
