import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { TextKey, Words } from '#web/src/words/catalogue.ts';
import { fill, type Values } from '#web/src/words/words.ts';
import type { Desk } from './desk.ts';

export const DeskContext = createContext<Desk | undefined>(undefined);

/** The desk this page belongs to. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk)
    throw new Error('Failed to render: no desk around this component. Wrap it in DeskContext.Provider.');
  return desk;
}

export type Translate = (key: TextKey, values?: Values) => string;

/** The page's words: `t('call.answer')`. Renders again when the agent changes the language. */
export function useWords(): { readonly t: Translate; readonly words: Words } {
  const words = useDesk().words.value;
  return { words, t: (key, values) => fill(words.texts[key], values) };
}
