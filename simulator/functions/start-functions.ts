import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Start } from '../run/run.ts';
import { started, userFolder } from '../run/start-command.ts';
import { chooseVoice } from './choose-voice.ts';
import { ORDER_VARIABLE, type Order, type Report } from './order.ts';

export interface FunctionsOptions {
  /** The project's folder, from where the user is. */
  readonly directory: string;
  /** Path of the function that calls to the number are led to; chosen by its name when absent. */
  readonly voice?: string | undefined;
  readonly print: (text: string) => void;
}

/**
 * Serves a Functions project in a process of its own, as an application that {@link Start} starts, and leads the number's
 * calls there unless `VOICE_URL` says otherwise.
 */
export function startFunctions({ directory: given, voice, print }: FunctionsOptions): Start {
  return async (environment, simulator, options) => {
    const directory = resolve(userFolder(environment), given);
    if (!existsSync(directory)) throw new Error(`Failed to host ${directory}: there is no such folder.`);
    if (!simulator.tls) throw new Error('Failed to host functions: the simulator has no TLS port.');
    const { identity } = simulator.tls;
    const wanted = environment.PORT || '3000';
    if (!/^\d{1,5}$/.test(wanted) || Number(wanted) > 65_535)
      throw new Error('Failed to host functions: PORT must be a port number.');
    const order: Order = { directory, port: Number(wanted), identity };
    const child = fork(HOST, { env: { ...environment, [ORDER_VARIABLE]: JSON.stringify(order) } });
    const app = started(child);
    const [report] = (await Promise.race([once(child, 'message'), app.ended.then(() => [ENDED])])) as [
      Report,
    ];
    if ('problem' in report) {
      child.kill();
      throw new Error(report.problem);
    }
    const { port, resources, replaced } = report;
    const address = `http://localhost:${port}`;
    const [number, ...others] = options.phoneNumbers ?? [];
    const chosen = environment.VOICE_URL ? undefined : chooseVoice(resources, voice);
    if (number && chosen) {
      simulator.configure({ phoneNumbers: [{ ...number, voiceUrl: `${address}${chosen}` }, ...others] });
    }
    const rows = resources.map(({ kind, path, access }) => {
      const led = path === chosen && kind === 'function' ? `  <- calls to ${number?.phoneNumber}` : '';
      return `  ${kind.padEnd(10)}${access.padEnd(11)}${access === 'private' ? '' : address}${path}${led}`;
    });
    const notes = [
      ...(replaced.length
        ? [`  The simulator's own values replace those in .env of ${replaced.join(', ')}.`]
        : []),
      ...(chosen || environment.VOICE_URL ? [] : ['  No function is named for calls: add --voice /path.']),
    ];
    print([`Functions of ${directory}`, ...rows, ...notes, `functions  ${address}`].join('\n'));
    return app;
  };
}

/** Beside this file, built or not. */
const HOST = fileURLToPath(new URL(`serve${extname(import.meta.url)}`, import.meta.url));

const ENDED: Report = { problem: 'Failed to host the functions: their process ended.' };
