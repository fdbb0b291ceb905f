import type { VNode } from 'preact';
import { useShortcuts } from '#web/src/components/use-shortcuts.ts';
import type { Need } from '#web/src/platform/need.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { usePageWords } from '#web/src/words/use-words.ts';
import type { PanelOptions } from './panel-options.ts';

type Around = Pick<PanelOptions, 'clock' | 'announcer' | 'settings' | 'words'>;
const NEEDS: readonly Pick<Need<Around>, 'Provider'>[] = [
  usePlatform,
  usePageWords,
  useShortcuts,
  useSettings,
];

/** Wraps the panel in what each room needs from the page around it. */
export function provideAround(around: Around, page: VNode): VNode {
  return NEEDS.reduceRight((inside, { Provider }) => <Provider value={around}>{inside}</Provider>, page);
}
