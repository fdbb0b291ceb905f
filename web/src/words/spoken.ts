/** Written so that a screen reader says each character: `ch_1` becomes `C H 1`, `+1415` becomes `1 4 1 5`. */
export function spell(text: string): string {
  return [...text.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()].join(' ');
}
