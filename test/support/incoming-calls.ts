import { type Form, type HandlerHouse, newSid, type Person } from './handler-house.ts';

/** An incoming call whose caller hangs up at once, so that whoever it rang is free again; resolves with the TwiML it got. */
export async function ring(house: HandlerHouse, form: Form = {}) {
  const { CallSid = newSid('CA') } = form;
  const reply = await house.webhook('twiml', { From: '+12025550100', ...form, CallSid });
  await house.webhook('callStatus', { CallSid, CallStatus: 'completed', To: '+12025550142' });
  return reply;
}

/** Names of those it rang, longest waiting first. */
export async function rung(house: HandlerHouse): Promise<readonly string[]> {
  return [...(await ring(house)).text.matchAll(/<Identity>(.*?)<\/Identity>/g)].map(([, name = '']) => name);
}

export async function setPresence(house: HandlerHouse, someone: Person, state: string): Promise<void> {
  await house.desk('presence', someone, { state });
}

/** Opens the desk: fetches a token and takes calls. */
export async function goOnline(house: HandlerHouse, someone: Person): Promise<void> {
  await house.desk('token', someone);
  await setPresence(house, someone, 'online');
}
