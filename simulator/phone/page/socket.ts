import type { FromPhone, ToPhone } from '../messages.ts';

export interface PhoneSocket {
  send(message: FromPhone): void;
}

/** Keeps a socket to the simulator open; reconnects a second after each loss. */
export function openSocket(events: {
  readonly message: (message: ToPhone) => void;
  readonly lost: () => void;
}): PhoneSocket {
  let socket: WebSocket;
  const open = () => {
    socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/phone/socket${location.search}`);
    socket.onmessage = ({ data }) => events.message(JSON.parse(String(data)) as ToPhone);
    socket.onclose = () => {
      events.lost();
      setTimeout(open, 1000);
    };
  };
  open();
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
  };
}
