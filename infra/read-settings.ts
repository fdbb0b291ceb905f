import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Settings as they stand in the environment and in one `.env.<stage>` file. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** Joins `.env.<stage>` with the environment, which wins: a pipeline needs no file. */
export function loadSettings(environment: Settings, directory: string): Settings {
  const stage = environment.STAGE ?? 'dev';
  const file = `${directory}/.env.${stage}`;
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...fromFile, ...environment, STAGE: stage };
}

export type Stage = 'dev' | 'prod';

export interface SettingsReader {
  readonly stage: Stage;
  /** Sentences, one per problem met so far; a reader may add its own. */
  readonly problems: string[];
  text(name: string, shape: RegExp, meaning: string): string;
  optional(name: string, shape: RegExp, meaning: string): string | undefined;
}

/** Reads settings by name and shape, collecting problems instead of stopping at the first. Values are never quoted. */
export function readSettings(settings: Settings): SettingsReader {
  const problems: string[] = [];
  const stage = settings.STAGE ?? 'dev';
  if (stage !== 'dev' && stage !== 'prod') problems.push('STAGE must be dev or prod.');

  const optional = (name: string, shape: RegExp, meaning: string): string | undefined => {
    const value = settings[name];
    if (value && !shape.test(value)) problems.push(`${name} does not look right. It must be ${meaning}.`);
    return value || undefined;
  };
  const text = (name: string, shape: RegExp, meaning: string): string => {
    const value = optional(name, shape, meaning);
    if (!value) problems.push(`${name} is missing. It must be ${meaning}.`);
    return value ?? '';
  };
  return { stage: stage === 'prod' ? 'prod' : 'dev', problems, text, optional };
}
