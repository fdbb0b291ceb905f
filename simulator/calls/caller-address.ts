import * as v from 'valibot';

/** What `From` is when the caller's number is withheld: the word's letters on a telephone's keys (observed). */
export const WITHHELD: ReadonlyMap<string, string> = new Map([
  ['+266696687', 'Anonymous'],
  ['+7378742833', 'Restricted'],
  ['+2562533', 'Blocked'],
  ['+8656696', 'Unknown'],
  ['+86282452253', 'Unavailable'],
]);

/** Whatever Twilio calls a caller: a number, another kind of address, or a word in place of a number. */
export const CALLER_ADDRESS = v.pipe(
  v.string('must be text'),
  v.regex(
    /^(?:\+[1-9]\d{2,14}|(?:sips?|sim|client):[\x21-\x7e]{1,255}|[A-Za-z]{1,20})$/,
    'must be a phone number in E.164, sip:user@host, client:name, sim:name or a word like anonymous',
  ),
);
