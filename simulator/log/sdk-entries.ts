import type { Clock, RequestLog } from '../services.ts';

/** Adds a line for what an SDK asked over its socket. */
export type LogSdk = (asked: {
  readonly method: string;
  /** Path of the socket, or what was asked through it. */
  readonly path: string;
  /** Of the access token, once it was accepted. */
  readonly identity?: string | undefined;
  readonly status: number;
  readonly problem?: string | undefined;
  readonly note?: string | undefined;
}) => void;

/** Creates a {@link LogSdk}. */
export function createLogSdk(requests: RequestLog, clock: Clock): LogSdk {
  return ({ method, path, identity, status, problem, note }) =>
    void requests.add({
      at: clock.now().toISOString(),
      kind: 'sdk',
      method,
      url: path,
      parameters: identity === undefined ? {} : { From: `client:${identity}` },
      status,
      milliseconds: 0,
      ...(problem === undefined ? {} : { problem }),
      ...(note === undefined ? {} : { note }),
    });
}
