import type { Resource } from './project.ts';

/**
 * The function that calls to the number are led to: the one asked for, else the only one that a webhook can reach, else
 * the first whose name says so. Undefined when none does.
 *
 * @throws Error with one readable line when there is none at the path asked for.
 */
export function chooseVoice(resources: readonly Resource[], asked?: string): string | undefined {
  const reachable = resources
    .filter(({ kind, access }) => kind === 'function' && access !== 'private')
    .map(({ path }) => path);
  if (asked !== undefined) {
    const path = asked.replace(/^\/?/, '/');
    if (reachable.includes(path)) return path;
    throw new Error(
      `Failed to lead calls to ${path}: the project has ${reachable.join(', ') || 'no function'}.`,
    );
  }
  if (reachable.length === 1) return reachable[0];
  for (const name of USUAL_NAMES) {
    const path = reachable.find((each) => name.test(each));
    if (path) return path;
  }
  return undefined;
}

const USUAL_NAMES = [
  /incoming-?(voice|call)[^/]*$/i,
  /\/incoming$/i,
  /\/voice$/i,
  /\/(ivr|twiml)$/i,
  /voice[^/]*$/i,
];
