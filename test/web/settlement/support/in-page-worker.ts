import { type Ask, createComparing, type Told } from '#web/src/settlement/compare-file.ts';

type Listener = (event: { readonly data: Told }) => void;

/** Stands in for the browser's worker: the same code on the page's own thread, with copies of every message. */
export class InPageWorker {
  /** All that left the worker, in the order it was told. */
  static readonly told: Told[] = [];
  readonly #listeners: Listener[] = [];
  #last: Promise<void> = Promise.resolve();
  #isOver = false;
  readonly #ask = createComparing((told) => {
    const data = JSON.parse(JSON.stringify(told)) as Told;
    InPageWorker.told.push(data);
    if (!this.#isOver) for (const listener of this.#listeners) listener({ data });
  });

  addEventListener(type: string, listener: Listener): void {
    if (type === 'message') this.#listeners.push(listener);
  }

  postMessage(message: Ask): void {
    this.#last = this.#last.then(() => this.#ask(message));
  }

  terminate(): void {
    this.#isOver = true;
  }
}
