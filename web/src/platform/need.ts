import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';

/**
 * What a room's components need from the desk: a hook that reads it, and the provider through which the shell
 * supplies it.
 */
export interface Need<T> {
  (): T;
  readonly Provider: (props: { value: T; children: ComponentChildren }) => ComponentChildren;
}

/**
 * Lets a room declare by type what it needs from the desk, so that no room depends on the whole desk.
 * The hook throws an Error outside the shell.
 */
export function createNeed<T>(): Need<T> {
  const Context = createContext<T | undefined>(undefined);
  const use = () => {
    const found = useContext(Context);
    if (!found) throw new Error('Failed to render: no desk around this component. Wrap it in the shell.');
    return found;
  };
  return Object.assign(use, { Provider: Context.Provider });
}
