/**
 * A parameter's name as a refusal may repeat it: only when it is shaped like a name. Anything else may be a value in the
 * wrong place.
 */
export function showName(name: string): string {
  return /^[A-Za-z][A-Za-z_.]{0,60}$/.test(name) ? name : '(an odd name)';
}
