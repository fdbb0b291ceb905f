import { type HandlerHouse, newSid, type Person } from './handler-house.ts';

/** An incoming call; resolves with the TwiML it gets. */
export function ring(house: HandlerHouse) {
  return house.webhook('twiml', { CallSid: newSid('CA'), From: '+12025550100' });
}

export async function setPresence(house: HandlerHouse, someone: Person, state: string): Promise<void> {
  await house.desk('presence', someone, { state });
}

/** Opens the desk: fetches a token and takes calls. */
export async function goOnline(house: HandlerHouse, someone: Person): Promise<void> {
  await house.desk('token', someone);
  await setPresence(house, someone, 'online');
}
