import { render } from 'preact';
import { createDesk, type DeskOptions } from './desk.ts';
import { Shell } from './shell.tsx';

/** The desk after sign-in, fetched only then. */
export function showDesk(root: Element, options: DeskOptions): void {
  const desk = createDesk(options);
  render(<Shell desk={desk} />, root);
  void desk.restore();
}
