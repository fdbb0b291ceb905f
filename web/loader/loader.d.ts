/** Types of `<assist-pay-panel>`: put this file into your project, or refer to it. */

/** How a payment ended. For the screen: your own records are written from the events your server receives. */
export interface AssistPayResult {
  readonly paySid: string;
  readonly version: number;
  /** `unknown` is neither yes nor no: somebody looks it up before anybody tries again. */
  readonly result: 'charged' | 'saved' | 'notCharged' | 'unknown';
  readonly state: string;
  readonly reference?: string;
  /** Decimal string, such as "12.00". */
  readonly amount?: string;
  readonly currency?: string;
  readonly confirmation?: string;
  readonly brand?: string;
  readonly lastFour?: string;
}

export interface AssistPayState {
  readonly paySid: string;
  readonly state: string;
  /** Rises with every change of the payment. */
  readonly version: number;
  /** The field the caller is keying in, and how many of its digits arrived. */
  readonly field?: string;
  readonly typed?: number;
}

export interface AssistPayError {
  readonly code: string;
}

/** What `POST /panel/grants` returned to your server, or its `grant` alone. */
export type Grant = string | { readonly grant: string };

export interface AssistPayPanel extends HTMLElement {
  /** Gets a grant from your own server; called whenever the panel needs one. */
  fetchGrant: ((reason: 'start' | 'closed' | 'again') => Promise<Grant>) | undefined;
  /** Moves the focus into the panel. */
  focusPanel(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'assist-pay-panel': AssistPayPanel;
  }
  interface HTMLElementEventMap {
    'assist-pay-state': CustomEvent<AssistPayState>;
    'assist-pay-done': CustomEvent<AssistPayResult>;
    'assist-pay-error': CustomEvent<AssistPayError>;
  }
}
