import { STATUS_CODES } from 'node:http';
import type { WebSocket } from 'ws';
import type { LogSdk } from '../../log/sdk-entries.ts';
import type { Account, Chance, Clock, Faults } from '../../services.ts';
import type { Settings } from '../../settings.ts';
import type { SyncEvent } from '../sync-object.ts';
import type { SyncState } from '../sync-state.ts';
import { handleRequest } from './requests.ts';
import { openSession, refusedStatus, type Session } from './session.ts';
import { type Notification, Subscriptions } from './subscriptions.ts';
import { readRequest, type TunnelledRequest, type TunnelledResponse } from './tunnelled-request.ts';
import { decodePacket, encodePacket, isRecord, type Packet, TwilsockFrameError } from './twilsock-frame.ts';

export interface ConnectionOptions {
  readonly state: SyncState;
  readonly account: Account;
  readonly clock: Clock;
  readonly chance: Pick<Chance, 'hex'>;
  readonly faults: Pick<Faults, 'current'>;
  readonly settings: Pick<Settings, 'syncExpiryNoticeSeconds'>;
  readonly log: (line: string) => void;
  readonly logSdk?: LogSdk;
}

/** One client on the Sync socket, from its `init` until its token expires. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #subscriptions: Subscriptions;
  #session: Session | undefined;
  /** Collects notifications while a request is being handled. */
  #hold: Notification[] | undefined;
  /** A notification that waits until a later one has overtaken it. */
  #overtaken: { readonly notification: Notification; readonly stop: () => void } | undefined;
  #stopTimers: () => void = () => {};
  /** Packets are handled one after the other, because checking a token takes a moment. */
  #last: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#subscriptions = new Subscriptions(options.state, options.account, options.faults);
    const stopListening = options.state.onEvent((event) => this.#deliver(event));
    socket.on('message', (data: Buffer) => {
      this.#last = this.#last.then(() => this.#receive(data));
    });
    socket.on('error', (error) => options.log(`sync socket failed: ${error.name}`));
    socket.on('close', () => {
      stopListening();
      this.#stopTimers();
      this.#overtaken?.stop();
    });
  }

  async #receive(data: Buffer): Promise<void> {
    try {
      const packet = decodePacket(data);
      await this.#handle(packet);
    } catch (error) {
      const isFrame = error instanceof TwilsockFrameError;
      const name = error instanceof Error ? error.name : 'unknown error';
      this.#options.log(isFrame ? error.message : `simulator bug on the Sync socket: ${name}`);
      this.#socket.close(isFrame ? 1002 : 1011);
    }
  }

  async #handle(packet: Packet): Promise<void> {
    const { method } = packet.header;
    switch (method) {
      case 'init':
      case 'update':
        return this.#authenticate(packet, method);
      case 'message':
        return this.#handleMessage(packet);
      case 'put_notification_ctx':
      case 'delete_notification_ctx':
        return this.#reply(packet, { status: OK });
      case 'close':
        return this.#socket.close(1000);
      case 'reply':
      case 'telemetry.v1':
        return undefined;
      default:
        this.#note('frame', 501, {
          problem: '501: the simulator does not know this method of the Sync socket',
        });
        return this.#reply(packet, {
          status: { code: 501, status: 'NOT_IMPLEMENTED', description: 'Simulator: unsupported method' },
        });
    }
  }

  async #authenticate(packet: Packet, method: 'init' | 'update'): Promise<void> {
    const { account, chance, clock, state } = this.#options;
    const session = await openSession(packet.header.token, account, clock.now());
    if ('code' in session) {
      this.#note(method, 401, { problem: `${session.code}: ${session.description}` });
      return this.#reply(packet, { status: refusedStatus(session) });
    }
    this.#session = session;
    if (method === 'init') this.#note(method, 200);
    this.#watchExpiry(session.expiresAt);
    if (method === 'update') return this.#reply(packet, { status: OK });
    return this.#reply(packet, {
      status: OK,
      continuation_token: chance.hex(16),
      continuation_token_status: { reissued: true, reissue_message: 'Simulator: always a new one' },
      offline_storage: { data_sync: { storage_id: state.storageId } },
      capabilities: ['client_update', 'offline_storage'],
    });
  }

  #handleMessage(packet: Packet): void {
    const session = this.#session;
    if (!session) {
      const refusal = { code: 20101, description: 'Invalid Access Token' };
      this.#reply(packet, { status: refusedStatus(refusal) });
      return;
    }
    const request = readRequest(packet.header.http_request, packet.payload);
    // The client takes its own change from the response, so the response goes before the notification of that change.
    const notifications: Notification[] = [];
    this.#hold = notifications;
    let response: TunnelledResponse | undefined;
    if (request?.method === 'POST' && request.path.join('/') === SUBSCRIPTIONS) {
      const [accepted, following] = this.#subscriptions.change(session, request.body);
      response = accepted;
      notifications.push(...following);
    } else if (request) {
      response = handleRequest(this.#options.state, this.#options.account, session, request);
    }
    this.#hold = undefined;
    if (request) this.#noteRequest(request, response ?? UNSUPPORTED);
    this.#replyHttp(packet, response ?? UNSUPPORTED);
    for (const notification of notifications) this.#notify(notification);
  }

  /**
   * The log shows what is subscribed to and what is refused; all else would drown it. Nothing is wrong when something
   * is not there yet: the SDK asks for it before it makes it.
   */
  #noteRequest({ method, path }: TunnelledRequest, { status, body }: TunnelledResponse): void {
    const address = path.join('/');
    if (status < 400 && address !== SUBSCRIPTIONS) return;
    const { code, message = 'refused' } = isRecord(body) ? body : {};
    // What is not served has no code of Twilio's.
    const refusal = `${code || status}: ${message}`;
    const isMissing = status === 404 && method === 'GET';
    const said = isMissing ? { note: refusal } : { problem: refusal };
    this.#note(method, status, status < 400 ? {} : said, `/${address}`);
  }

  #note(
    method: string,
    status: number,
    said: { readonly problem?: string; readonly note?: string } = {},
    path = '/v3/wsconnect',
  ): void {
    this.#options.logSdk?.({ method, path, identity: this.#session?.identity, status, ...said });
  }

  #deliver(event: SyncEvent): void {
    const notification =
      this.#session && this.#subscriptions.notificationOf(this.#session, event, this.#hold !== undefined);
    for (const due of notification ? this.#reordered(notification) : []) {
      if (this.#hold) this.#hold.push(due);
      else this.#notify(due);
    }
  }

  /** Out of order on demand: every other notification waits for the next one, half a second at most. */
  #reordered(notification: Notification): readonly Notification[] {
    const { clock, faults } = this.#options;
    const overtaken = this.#overtaken;
    overtaken?.stop();
    this.#overtaken = undefined;
    if (overtaken) return [notification, overtaken.notification];
    if (!faults.current.syncReordered) return [notification];
    const stop = clock.setTimer(OVERTAKEN_MS, () => {
      this.#overtaken = undefined;
      this.#notify(notification);
    });
    this.#overtaken = { notification, stop };
    return [];
  }

  #watchExpiry(expiresAt: Date): void {
    const { clock, settings } = this.#options;
    const leftMs = expiresAt.getTime() - clock.now().getTime();
    const noticeMs = Math.min(settings.syncExpiryNoticeSeconds * 1000, leftMs / 4);
    this.#stopTimers();
    const stopNotice = clock.setTimer(leftMs - noticeMs, () =>
      this.#send({
        method: 'client_update',
        id: this.#id('CU'),
        client_update_type: 'token_about_to_expire',
      }),
    );
    // Terminated, not closed with 410: a client that renews its token inside `tokenExpired` would hang after a 410.
    const stopExpiry = clock.setTimer(leftMs, () => this.#socket.terminate());
    this.#stopTimers = () => {
      stopNotice();
      stopExpiry();
    };
  }

  #notify({ messageType, payload }: Notification): void {
    this.#send({ method: 'notification', id: this.#id('NO'), message_type: messageType }, payload);
  }

  #replyHttp(packet: Packet, { status, body }: TunnelledResponse): void {
    const http_status = { code: status, status: STATUS_CODES[status] ?? '' };
    this.#reply(packet, { status: OK, http_status, http_headers: {} }, body);
  }

  #reply(packet: Packet, header: Readonly<Record<string, unknown>>, payload?: unknown): void {
    this.#send({ method: 'reply', id: packet.header.id, ...header }, payload);
  }

  #send(header: Readonly<Record<string, unknown>>, payload?: unknown): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(encodePacket(header, payload));
  }

  #id(prefix: string): string {
    return `${prefix}${this.#options.chance.hex(16)}`;
  }
}

const SUBSCRIPTIONS = 'v4/Subscriptions';
/** How long a notification waits to be overtaken. */
const OVERTAKEN_MS = 500;

const OK = { code: 200, status: 'OK' };

const UNSUPPORTED: TunnelledResponse = {
  status: 501,
  body: { status: 501, code: 0, message: 'Simulator: unsupported request' },
};
