import type { Server } from 'node:http';
import type { Simulator } from '#simulator/services.ts';
import type { Database } from './database/database.ts';
import type { Page } from './desk/page.ts';
import type { LocalBus } from './event-bus.ts';
import type { HandlerLog } from './handler-log.ts';
import { stopListening } from './listen.ts';
import type { SignIn } from './sign-in/sign-in.ts';

/** The parts a start has opened so far. */
export interface Parts {
  sweep?: { close(): Promise<void> };
  seal?: { close(): Promise<void> };
  page?: Page;
  simulator?: Simulator;
  signIn?: SignIn;
  database?: Database;
  bus?: LocalBus;
  log?: HandlerLog;
  restoreEnvironment?: () => void;
}

/** Closes what is open, outermost first: a part closes once nothing that uses it is running. */
export async function closeParts(server: Server, parts: Parts): Promise<void> {
  await parts.sweep?.close();
  await parts.page?.close();
  await stopListening(server);
  await parts.simulator?.close();
  await parts.bus?.close();
  await parts.signIn?.close();
  await parts.seal?.close();
  await parts.database?.close();
  parts.restoreEnvironment?.();
  await parts.log?.close();
}
