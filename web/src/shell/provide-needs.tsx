import type { VNode } from 'preact';
import { useApi } from '#web/src/api/use-api.ts';
import { useShortcuts } from '#web/src/components/use-shortcuts.ts';
import { useOwnDay } from '#web/src/own-day/use-own-day.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { usePhone } from '#web/src/phone/use-phone.ts';
import type { Need } from '#web/src/platform/need.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { useToResolve } from '#web/src/records/use-to-resolve.ts';
import { useConfig } from '#web/src/settings/use-config.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import { usePageWords } from '#web/src/words/use-words.ts';
import type { Desk } from './desk.ts';

const NEEDS: readonly Pick<Need<Desk>, 'Provider'>[] = [
  usePlatform,
  useRouter,
  usePageWords,
  useShortcuts,
  useApi,
  useSettings,
  useConfig,
  useAuth,
  usePhone,
  usePayment,
  useToResolve,
  useOwnDay,
];

/** Wraps a page in what each room needs from the desk. A need the desk does not meet fails to compile. */
export function provideNeeds(desk: Desk, page: VNode): VNode {
  return NEEDS.reduceRight((inside, { Provider }) => <Provider value={desk}>{inside}</Provider>, page);
}
