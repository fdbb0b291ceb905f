import { render } from 'preact';
import { createDesk, type DeskOptions } from './desk.ts';
import { DeskContext } from './desk-context.ts';
import { Shell } from './shell.tsx';

/** The desk after sign-in, fetched only then. */
export function showDesk(root: Element, options: DeskOptions): void {
  const desk = createDesk(options);
  render(
    <DeskContext.Provider value={desk}>
      <Shell />
    </DeskContext.Provider>,
    root,
  );
  void desk.restore();
}
