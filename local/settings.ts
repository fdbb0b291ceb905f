import * as v from 'valibot';
import { problemOfRule } from '#lambdas/contract/call-rules.ts';
import {
  EMBED_CLIENTS_RULE,
  EMBED_ORIGINS_RULE,
  parseEmbedClients,
  parseEmbedOrigins,
} from '#lambdas/contract/embed-clients.ts';
import { problemOfIdSetting } from '#lambdas/contract/id-settings.ts';
import {
  LOOK_SETTING_NAMES,
  pickLook,
  problemOfLook,
  problemOfMerchant,
  type WrittenLook,
} from '#lambdas/contract/look-settings.ts';
import {
  ID_SETTING_NAMES,
  pickIdSettings,
  pickRules,
  RULE_NAMES,
  type WrittenIdSettings,
  type WrittenRules,
} from '#lambdas/contract/rule-names.ts';
import { parseWebhooks, WEBHOOKS_RULE } from '#lambdas/contract/webhooks.ts';
import { readLogo } from './desk/logo.ts';

/** Settings of `npm start`, from the environment or from a `.env` file that the environment overrides. */
export interface LocalSettings {
  /** Port of the desk and its API; 0 picks a free one. */
  readonly port: number;
  /** Port of the simulator; 0 picks a free one. */
  readonly simulatorPort: number;
  /** Folder that keeps the database, the keys and the log. */
  readonly dataDir: string;
  /** Where the handlers' JSON lines go. */
  readonly log: 'file' | 'stdout';
  /** How callers are rung and queued. */
  readonly rules?: WrittenRules;
  /** How references and customers' ids are written and told to the processor. */
  readonly ids?: WrittenIdSettings;
  /** What the desk is called and looks like, and who the merchant is. */
  readonly look?: WrittenLook;
  /** Systems that may embed the panel, and the pages around it, as written. */
  readonly embedClients?: string;
  readonly embedOrigins?: string;
  /** Systems that are told of payments over HTTP, as written. */
  readonly webhooks?: string;
}

export type SettingsResult =
  | { readonly settings: LocalSettings }
  | {
      /** One sentence for each invalid setting; never repeats a value. */
      readonly problems: readonly string[];
    };

const PORT_RULE = 'a whole number from 0 to 65535';

const port = (defaultPort: string) =>
  v.pipe(
    v.optional(v.string(), defaultPort),
    v.trim(),
    v.regex(/^\d{1,5}$/, PORT_RULE),
    v.transform(Number),
    v.maxValue(65_535, PORT_RULE),
  );

const parsed = <T>(parse: (text: string) => T | undefined, rule: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check((written) => parse(written) !== undefined, rule),
    ),
  );

const SCHEMA = v.object({
  PORT: port('3000'),
  SIMULATOR_PORT: port('3001'),
  LOCAL_DATA_DIR: v.pipe(
    v.optional(v.string(), '.local'),
    v.trim(),
    v.nonEmpty('the path of a folder'),
    v.check((path) => !path.includes('\0'), 'the path of a folder'),
  ),
  EMBED_CLIENTS: parsed(parseEmbedClients, EMBED_CLIENTS_RULE),
  EMBED_ORIGINS: parsed(parseEmbedOrigins, EMBED_ORIGINS_RULE),
  WEBHOOKS: parsed((text) => parseWebhooks(text, true), `${WEBHOOKS_RULE}; http://127.0.0.1 will do`),
  LOG: v.optional(v.picklist(['file', 'stdout'], '"file" or "stdout"'), 'file'),
});

/** Names read from the environment; a `.env` may hold more, for other commands. */
export const SETTING_NAMES = [
  'PORT',
  'SIMULATOR_PORT',
  'LOCAL_DATA_DIR',
  'LOG',
  'EMBED_CLIENTS',
  'EMBED_ORIGINS',
  'WEBHOOKS',
  ...RULE_NAMES,
  ...ID_SETTING_NAMES,
  ...LOOK_SETTING_NAMES,
] as const;

/** Reads every setting and reports every problem at once. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  // An empty value in a .env means "not set", as it does to a shell's ${NAME:-default}.
  const given = Object.fromEntries(SETTING_NAMES.map((name) => [name, environment[name] || undefined]));
  const result = v.safeParse(SCHEMA, given);
  const rules = pickRules(given);
  const ids = pickIdSettings(given);
  const look = pickLook(given);
  const together = problemOfMerchant(look);
  const problems = [
    ...(result.success ? [] : result.issues.map(problem)),
    ...problemsOf(RULE_NAMES, rules, problemOfRule),
    ...problemsOf(ID_SETTING_NAMES, ids, problemOfIdSetting),
    ...problemsOf(
      LOOK_SETTING_NAMES,
      look,
      (name, text) =>
        problemOfLook(name, text) ?? (name === 'BRAND_LOGO' ? readLogo(text).problem : undefined),
    ),
    ...(together ? [`Failed to read MERCHANT_NAME: it ${together}`] : []),
  ];
  if (!result.success || problems.length > 0) return { problems };

  const { PORT, SIMULATOR_PORT, LOCAL_DATA_DIR, LOG, EMBED_CLIENTS, EMBED_ORIGINS, WEBHOOKS } = result.output;
  if (PORT !== 0 && PORT === SIMULATOR_PORT) {
    return {
      problems: ['Failed to read SIMULATOR_PORT: it must differ from PORT. Set one of them to a free port.'],
    };
  }
  return {
    settings: {
      port: PORT,
      simulatorPort: SIMULATOR_PORT,
      dataDir: LOCAL_DATA_DIR,
      log: LOG,
      ...(Object.values(rules).some(Boolean) ? { rules } : {}),
      ...(Object.values(ids).some(Boolean) ? { ids } : {}),
      ...(Object.values(look).some(Boolean) ? { look } : {}),
      ...(EMBED_CLIENTS ? { embedClients: EMBED_CLIENTS } : {}),
      ...(EMBED_ORIGINS ? { embedOrigins: EMBED_ORIGINS } : {}),
      ...(WEBHOOKS ? { webhooks: WEBHOOKS } : {}),
    },
  };
}

function problem(issue: v.BaseIssue<unknown>): string {
  const name = issue.path?.[0]?.key;
  return `Failed to read ${name}: it must be ${issue.message}. Set it in the environment or in .env.`;
}

function problemsOf<Name extends string>(
  names: readonly Name[],
  written: Readonly<Partial<Record<Name, string | undefined>>>,
  problemOf: (name: Name, text: string) => string | undefined,
): readonly string[] {
  return names.flatMap((name) => {
    const text = written[name];
    const wrong = text === undefined ? undefined : problemOf(name, text);
    return wrong ? `Failed to read ${name}: it ${wrong} Set it in the environment or in .env.` : [];
  });
}
