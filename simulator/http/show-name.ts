/**
 * A parameter's name, if it is shaped like one, so that a refusal may repeat it. Anything else may be a misplaced
 * value.
 */
export function showName(name: string): string {
  return /^[A-Za-z][A-Za-z_.]{0,60}$/.test(name) ? name : '(an odd name)';
}
