import { type ReadonlySignal, signal } from '@preact/signals';
import { allowed, type PageStorage } from '#web/src/platform/browser.ts';
import { type Draft, draftFrom } from './draft.ts';

/** A half-filled form, kept for as long as its call lasts; see {@link createKeptDraft}. */
export interface KeptDraft {
  /** What was kept for this call; undefined when there is nothing, or when it is of another call or user. */
  read(callSid: string): Draft | undefined;
  keep(callSid: string, draft: Draft): void;
  forget(): void;
  /** The reference in it; empty without one. */
  readonly reference: ReadonlySignal<string>;
}

const KEY = 'desk.draft';
/** The shortest card number. */
const CARD_DIGITS = 12;

/**
 * Keeps the form in the tab's storage, so that it survives a look at another page and a reload. A text with as many
 * digits as a card number is not kept, and nobody but the user who typed it gets it back.
 */
export function createKeptDraft(storage: PageStorage, user: () => string | undefined): KeptDraft {
  const stored = () => allowed(() => JSON.parse(storage.getItem(KEY) ?? 'null'));
  const before = stored();
  const reference = signal<string>((before?.user === user() && before?.draft?.reference) || '');
  const forget = () => {
    storage.removeItem(KEY);
    reference.value = '';
  };
  return {
    forget,
    reference,
    keep(callSid, draft) {
      const kept = { user: user(), callSid, draft: withoutNumbers(draft) };
      reference.value = kept.draft.reference;
      storage.setItem(KEY, JSON.stringify(kept));
    },
    read(callSid) {
      const kept = stored();
      if (kept && kept.callSid === callSid && kept.user === user())
        return { ...draftFrom(undefined), ...kept.draft };
      if (kept) forget();
      return undefined;
    },
  };
}

function withoutNumbers(draft: Draft): Draft {
  const values = Object.entries(draft).filter(
    ([, value]) => typeof value !== 'string' || !holdsAsMuchAsCard(value),
  );
  return { ...draftFrom(undefined), ...Object.fromEntries(values) };
}

/** Whether a text has as many digits as a card number. */
export function holdsAsMuchAsCard(text: string): boolean {
  return (text.match(/\p{Nd}/gu) ?? []).length >= CARD_DIGITS;
}
