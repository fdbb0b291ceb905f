import type { ErrorCode } from '#lambdas/contract/errors.ts';
import type { PANEL } from './en/panel.ts';
import type { PAYMENT } from './en/payment.ts';
import type { PROMPTS } from './en/prompts.ts';
import type { SHELL } from './en/shell.ts';

export type Language = 'en' | 'es';
/** Texts that load with the page itself; a room that loads later has more (`room-words.ts`). */
export type TextKey = keyof typeof SHELL | keyof typeof PAYMENT | keyof typeof PANEL;
export type PromptKey = keyof typeof PROMPTS;
export type ShellWords = Readonly<Record<keyof typeof SHELL, string>>;
export type PaymentWords = Readonly<Record<keyof typeof PAYMENT, string>>;
export type PanelWords = Readonly<Record<keyof typeof PANEL, string>>;
export type Prompts = Readonly<Record<PromptKey, string>>;
/** By error code of the API, and by the desk's own: no response at all, and a fault of the page or of the phone. */
export type ErrorWords = Readonly<
  Record<ErrorCode | 'NETWORK' | 'SIGN_IN_WAITING' | 'DESK' | 'PHONE', string>
>;
export type CodeWords = Readonly<Record<string, { readonly agent: string; readonly caller: string }>>;

/** Everything the desk says in one language. A new language is one more folder with the same keys. */
export interface Words {
  readonly language: Language;
  readonly texts: ShellWords & PaymentWords & PanelWords;
  readonly prompts: Prompts;
  readonly codes: CodeWords;
  readonly errors: ErrorWords;
}
