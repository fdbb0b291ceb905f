import { parentPort } from 'node:worker_threads';
import { gather } from './gather.mjs';

/** Tells whoever started the engine's thread; what is told first arrives first. */
export const tellOwner = gather((messages) => parentPort.postMessage(messages));
