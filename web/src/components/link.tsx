import type { ComponentChildren } from 'preact';
import { useRouter } from '#web/src/platform/use-router.ts';

export interface LinkProps {
  readonly to: string;
  readonly current?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link within the desk: the phone and the call stay up. A click with a modifier key opens a new tab as usual. */
export function Link({ to, current, class: className, children }: LinkProps) {
  const { router } = useRouter();
  return (
    <a
      href={to}
      class={className}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        router.go(to);
      }}
    >
      {children}
    </a>
  );
}
