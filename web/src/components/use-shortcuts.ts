import type { ReadonlySignal } from '@preact/signals';
import { createNeed } from '#web/src/platform/need.ts';

/** Whether buttons show their keys. The setting itself lives in a room that uses components. */
export const useShortcuts = createNeed<{
  readonly settings: { readonly shortcuts: ReadonlySignal<boolean> };
}>();
