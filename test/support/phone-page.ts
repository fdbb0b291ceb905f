import type { Simulator } from '../../simulator/services.ts';
import { type OpenSocket, openSocket } from './signal-client.ts';

export const PHONE_OFFER = 'v=0\r\ns=phone-offer\r\n';
export const PHONE_ANSWER = 'v=0\r\ns=phone-answer\r\n';

/** A phone page without a browser: says and hears what the real one does over its socket. */
export async function openPhone(simulator: Pick<Simulator, 'url'>) {
  const socket = await openSocket(`${simulator.url.replace(/^http/, 'ws')}/phone/socket`);
  const say = (message: Readonly<Record<string, unknown>>) => socket.raw(JSON.stringify(message));
  const next = async (type: string) =>
    (await socket.next(type)) as unknown as Record<string, string & number>;
  const hello = await next('hello');
  return {
    socket: socket as OpenSocket,
    number: String(hello.number),
    dial: String(hello.dial),
    say,
    next,
    /** Answers the next request for an offer. */
    async offer(): Promise<void> {
      const { id } = await next('wantOffer');
      say({ type: 'sdp', id, sdp: PHONE_OFFER });
    },
    /** Waits for a call state. */
    async state(status: string): Promise<Record<string, string>> {
      for (;;) {
        const state = await next('state');
        if (state.status === status) return state;
      }
    },
  };
}
