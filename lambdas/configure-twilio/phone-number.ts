import type { PhoneNumberProperties } from '#lambdas/contract/custom-resources.ts';
import { text } from './named-resource.ts';
import { type Outcome, type Setup, SetupError } from './setup.ts';
import { tryAgain } from './try-again.ts';
import { type Json, TwilioFailure } from './twilio-rest.ts';

/**
 * Points the number at the app. The outcome's id carries what it pointed at before, because CloudFormation hands
 * the id back when the number is to be released, and nothing else.
 * @param earlierId the id from an earlier run. On the same number its memory is kept; of another one it is carried
 *   along, because an update that fails later is undone by attaching that number again.
 */
export async function attachNumber(
  setup: Setup,
  properties: PhoneNumberProperties,
  earlierId?: string,
): Promise<Outcome> {
  let id: string | undefined; // kept across attempts: one whose response was lost may already have moved the number
  return tryAgain(async () => {
    const number = await findNumber(setup, properties.phoneNumber);
    const sid = text(number, 'sid');
    id ??= idOf(number, properties, earlierId);
    const { twimlAppSid } = properties;
    if (number.voice_application_sid !== twimlAppSid)
      await setup.twilio.post(oneNumber(setup, sid), { VoiceApplicationSid: twimlAppSid });
    return { id, attributes: { phoneNumberSid: sid } };
  }, setup.sleep);
}

/** `<number>|<app before>|<trunk before>|<account>`, and after another number the same four of that one. */
function idOf(
  number: Json,
  { twimlAppSid, accountSid }: PhoneNumberProperties,
  earlierId: string | undefined,
): string {
  const sid = text(number, 'sid');
  const earlier = earlierId?.split('|') ?? [];
  // Version 0.1.0 left out the account.
  const isThisOne = ([itsSid, , , account = accountSid]: readonly string[]) =>
    itsSid === sid && account === accountSid;
  if (earlierId && isThisOne(earlier)) return earlierId;
  const isOurs = number.voice_application_sid === twimlAppSid;
  const another = earlier.slice(4);
  if (isOurs && isThisOne(another)) return another.join('|');
  const before = isOurs ? ['', ''] : [text(number, 'voice_application_sid'), text(number, 'trunk_sid')];
  return [sid, ...before, accountSid, ...earlier.slice(0, 4)].join('|');
}

/** Points the number back at what it pointed at before, unless somebody has pointed it elsewhere since. */
export async function releaseNumber(
  setup: Setup,
  { twimlAppSid }: PhoneNumberProperties,
  id: string,
): Promise<void> {
  const [sid = '', app = '', trunk = ''] = id.split('|');
  if (!/^PN/.test(sid)) return; // never attached
  const url = oneNumber(setup, sid);
  await tryAgain(async () => {
    const number = await numberOrNothing(setup, url);
    if (number?.voice_application_sid !== twimlAppSid) {
      setup.log.info('Phone number left alone', { code: number ? 'CHANGED_MEANWHILE' : 'GONE' });
      return;
    }
    const restored = await setup.twilio.post(url, formerSettings(number, app, trunk));
    if (restored.voice_application_sid !== twimlAppSid) return;
    throw new SetupError(
      'Failed to restore the phone number: Twilio still points it at this stack. Set its voice configuration in the Console (Phone Numbers > Manage), then destroy again.',
    );
  }, setup.sleep);
}

/**
 * Voice addresses survive beneath an app. They are sent again because it is unconfirmed that an empty app restores
 * them.
 */
function formerSettings(number: Json, app: string, trunk: string): Readonly<Record<string, string>> {
  if (trunk) return { TrunkSid: trunk };
  if (app) return { VoiceApplicationSid: app };
  return {
    VoiceApplicationSid: '',
    VoiceUrl: text(number, 'voice_url'),
    VoiceMethod: text(number, 'voice_method') || 'POST',
  };
}

async function findNumber(setup: Setup, phoneNumber: string): Promise<Json> {
  const { twilio, hosts } = setup;
  const query = new URLSearchParams({ PhoneNumber: phoneNumber });
  const page = await twilio.get(
    `${hosts.api}/2010-04-01/Accounts/${twilio.accountSid}/IncomingPhoneNumbers.json?${query}`,
  );
  const rows = Array.isArray(page.incoming_phone_numbers) ? (page.incoming_phone_numbers as Json[]) : [];
  const number = rows.find((row) => row.phone_number === phoneNumber);
  if (number) return number;
  throw new SetupError(
    'Failed to attach the phone number: the account in TWILIO_ACCOUNT_SID has no such number. Check PHONE_NUMBER (E.164, such as +15551230000) or buy it in the Console.',
  );
}

async function numberOrNothing({ twilio }: Setup, url: string): Promise<Json | undefined> {
  try {
    return await twilio.get(url);
  } catch (failure) {
    if (failure instanceof TwilioFailure && failure.status === 404) return undefined;
    throw failure;
  }
}

function oneNumber({ twilio, hosts }: Setup, sid: string): string {
  return `${hosts.api}/2010-04-01/Accounts/${twilio.accountSid}/IncomingPhoneNumbers/${sid}.json`;
}
