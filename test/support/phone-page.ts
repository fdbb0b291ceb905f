import type { FromPhone, ToPhone } from '#simulator/phone/messages.ts';
import type { CallStatus, Simulator } from '#simulator/services.ts';
import { openSocket } from './signal-client.ts';

export const PHONE_OFFER = 'v=0\r\ns=phone-offer\r\n';
export const PHONE_ANSWER = 'v=0\r\ns=phone-answer\r\n';

/** A phone page without a browser: sends and receives what the real page does over its socket. */
export async function openPhone(simulator: Pick<Simulator, 'url'>, wanted?: string) {
  const query = wanted === undefined ? '' : `?number=${encodeURIComponent(wanted)}`;
  const socket = await openSocket<ToPhone>(`${simulator.url.replace(/^http/, 'ws')}/phone/socket${query}`);
  const say = (message: FromPhone) => socket.raw(JSON.stringify(message));
  const { next } = socket;
  const { number, dial } = await next('hello');
  return {
    socket,
    number,
    dial,
    say,
    next,
    /** Sends an offer when the simulator next asks for one. */
    async offer(): Promise<void> {
      const { id } = await next('wantOffer');
      say({ type: 'sdp', id, sdp: PHONE_OFFER });
    },
    /** Waits for a call state. */
    async state(status: CallStatus): Promise<Extract<ToPhone, { type: 'state' }>> {
      for (;;) {
        const state = await next('state');
        if (state.status === status) return state;
      }
    },
  };
}
