/**
 * A number as people read it: `+14155550132` becomes `+1 415 555 0132`; numbers from other countries stay unspaced.
 */
export function readablePhoneNumber(number: string): string {
  const parts = /^\+1([0-9]{3})([0-9]{3})([0-9]{4})$/.exec(number);
  return parts ? `+1 ${parts.slice(1).join(' ')}` : number;
}
