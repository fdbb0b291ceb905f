import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Settings as written in the environment and in one `.env.<stage>` file. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** Merges `.env.<stage>` with the environment. The environment wins, so a pipeline needs no file. */
export function loadSettings(environment: Settings, directory: string): Settings {
  const stage = environment.STAGE ?? 'dev';
  const file = `${directory}/.env.${stage}`;
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...fromFile, ...environment, STAGE: stage };
}

export type Stage = 'dev' | 'prod';
