import type { Capture, CardBrand, MoneyOutcome, SessionState } from '#lambdas/contract/desk-api.ts';

/**
 * What the panel and the page around it tell each other, over a port of their own. Every message is an object with
 * `v`, `type` and `id`; a type that one side does not know is ignored, and none holds a digit.
 */
export const VERSION = 1;

/** Posted by the panel to whoever is around it, because it does not know yet who that is. Holds nothing. */
export const READY = { v: VERSION, type: 'ready', id: 0 } as const;
/** Posted once in reply, to the panel's own origin, with the port for everything else. */
export const CONNECT = { v: VERSION, type: 'connect', id: 0 } as const;

/** Custom properties of the host's page that the panel takes over, without their prefix `--assist-pay-`. */
export type ThemeName = 'accent' | 'on-accent' | 'background' | 'surface' | 'text' | 'radius' | 'font';
export type Scheme = 'light' | 'dark' | 'system';

export type ToPanel =
  /** `id` is that of the `grant-needed` it replies to. */
  | { readonly type: 'grant'; readonly grant: string }
  | { readonly type: 'no-grant' }
  | { readonly type: 'lang'; readonly lang: string }
  | {
      readonly type: 'theme';
      readonly scheme: Scheme;
      readonly values: Readonly<Partial<Record<ThemeName, string>>>;
    }
  | { readonly type: 'focus' };

export type FromPanel =
  | { readonly type: 'grant-needed'; readonly reason: 'start' | 'closed' | 'again' }
  /** Pixels that the panel's content is high. */
  | { readonly type: 'resize'; readonly height: number }
  | ({ readonly type: 'state' } & PanelState)
  | ({ readonly type: 'done' } & PanelResult)
  | { readonly type: 'error'; readonly code: string };

/** A payment as it goes on. */
export interface PanelState {
  readonly paySid: string;
  readonly state: SessionState;
  /** Rises with every change of the payment: a lower one is older. */
  readonly version: number;
  /** The field that the caller is asked for, and how many of its digits arrived. */
  readonly field?: Capture;
  readonly typed?: number;
}

/** How a payment ended. For the screen: what a record is written from are the events. */
export interface PanelResult {
  readonly paySid: string;
  readonly version: number;
  /** What is known about the money: `unknown` is neither yes nor no. */
  readonly result: MoneyOutcome;
  readonly state: SessionState;
  readonly reference?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly confirmation?: string;
  readonly brand?: CardBrand;
  readonly lastFour?: string;
}
