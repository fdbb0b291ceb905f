/** A number as people read it: `+14155550132` becomes `+1 415 555 0132`; numbers of other countries stay whole. */
export function readablePhoneNumber(number: string): string {
  const parts = /^\+1([0-9]{3})([0-9]{3})([0-9]{4})$/.exec(number);
  return parts ? `+1 ${parts.slice(1).join(' ')}` : number;
}
