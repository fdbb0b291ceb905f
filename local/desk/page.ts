import type { LoadHandler } from '../load-handlers.ts';
import type { PageHandler } from './static-page.ts';

/** The page, and how handlers are loaded with it. */
export interface Page {
  readonly page: PageHandler;
  readonly loadHandler: LoadHandler;
  close(): Promise<void>;
}
