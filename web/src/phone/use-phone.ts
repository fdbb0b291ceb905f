import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { createNeed } from '#web/src/platform/need.ts';
import type { Phone } from './phone.ts';
import type { PhoneSeat } from './phone-seat.ts';
import type { Tokens } from './tokens.ts';

/** The desk's phone, which tab has it, and the tokens that keep it registered. */
export const usePhone = createNeed<{
  readonly phone: Phone;
  readonly seat: PhoneSeat;
  readonly tokens: Tokens;
  readonly config: Pick<DeskConfig, 'outbound'>;
}>();
