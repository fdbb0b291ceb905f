/** One check taken away: text of a source that is replaced, and the tests of which at least one has to notice. */
export interface Mutation {
  readonly check: string;
  readonly what: string;
  readonly file: string;
  /** Has to occur exactly once. */
  readonly from: string;
  readonly to: string;
  /** Patterns for jest. */
  readonly tests: readonly string[];
}

/** The checks that the claims in SECURITY.md stand on, broken one at a time. */
export const MUTATIONS: readonly Mutation[] = [
  {
    check: 'signature',
    what: 'any signature is believed',
    file: 'lambdas/shared/signature.ts',
    from: '.includes(true)',
    to: '.length > 0',
    tests: ['test/lambdas/every-route', 'test/lambdas/shared/signature'],
  },
  {
    check: 'signature',
    what: 'the parameters are not looked at',
    file: 'lambdas/shared/signature.ts',
    from: 'validateRequest(token, signature, url, signed)',
    to: 'validateRequest(token, signature, url, signed) || signature.length === 28',
    tests: ['test/lambdas/shared/signature', 'test/lambdas/every-route'],
  },
  {
    check: 'signature',
    what: 'a query nobody signed is left out',
    file: 'lambdas/shared/twilio-webhook.ts',
    from: 'return query.size > 0',
    to: 'return query.size > 1e9',
    tests: ['test/lambdas/every-route'],
  },
  {
    check: 'ownership',
    what: 'any agent may ask for a field',
    file: 'lambdas/shared/session-access.ts',
    from: "if (session.agent !== caller.username) throw new AppError('NOT_YOUR_CALL');",
    to: '',
    tests: ['test/lambdas/session-actions'],
  },
  {
    check: 'ownership',
    what: 'any agent may start on any call',
    file: 'lambdas/shared/call-ownership.ts',
    from: "if (call.agent !== caller.username) throw new AppError('NOT_YOUR_CALL');",
    to: '',
    tests: ['test/lambdas/start-pay-session'],
  },
  {
    check: 'ownership',
    what: 'any agent may submit',
    file: 'lambdas/complete-pay-session.ts',
    from: "if (session.agent !== caller.username) throw new AppError('NOT_YOUR_CALL');",
    to: '',
    tests: ['test/lambdas/session-actions'],
  },
  {
    check: 'ownership',
    what: 'any agent may cancel',
    file: 'lambdas/cancel-pay-session.ts',
    from: 'if (caller.username === owner) return;',
    to: 'return;',
    tests: ['test/lambdas/session-actions'],
  },
  {
    check: 'ownership',
    what: 'any agent may read',
    file: 'lambdas/get-pay-session.ts',
    from: "if (!isAllowed) throw new AppError('NOT_YOUR_CALL');",
    to: '',
    tests: ['test/lambdas/audit-reading'],
  },
  {
    check: 'roles',
    what: 'any group may call any route',
    file: 'lambdas/shared/signed-in.ts',
    from: "if (!roles.some((role) => allowed.includes(role))) throw new AppError('ROLE_REFUSED');",
    to: 'if (allowed.length === 0) return { username, roles };',
    tests: ['test/lambdas/every-route'],
  },
  {
    check: 'idempotency key',
    what: 'every action of a session has the same key',
    file: 'lambdas/shared/session-access.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    from: 'return `${paySid}-${sequence}`;',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    to: 'return `${paySid}-${sequence > 0}`;',
    tests: ['test/lambdas/session-actions'],
  },
  {
    check: 'idempotency key',
    what: 'every start on a call has the same key',
    file: 'lambdas/start-pay-session.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    from: '`${callSid}-start-${intent.number}`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    to: '`${callSid}-start`',
    tests: ['test/lambdas/start-pay-session'],
  },
  {
    check: 'redaction',
    what: 'numbers keep every digit they came with',
    file: 'lambdas/shared/mask.ts',
    from: "return hidden === 0 ? 'x'.repeat(characters.length) : 'x'.repeat(hidden) + tail;",
    to: 'return tail.length < 0 ? tail : characters;',
    tests: ['test/lambdas/shared/callback', 'test/lambdas/status-callback'],
  },
  {
    check: 'redaction',
    what: 'a processor’s words keep their digits',
    file: 'lambdas/shared/mask.ts',
    from: "run.replace(/\\d/g, 'x')",
    to: 'run',
    tests: ['test/lambdas/shared/callback', 'test/lambdas/status-callback'],
  },
  {
    check: 'redaction',
    what: 'log lines take any field',
    file: 'lambdas/shared/log.ts',
    from: '.filter(([name]) => ALLOWED.has(name))',
    to: '.filter(([name]) => ALLOWED.size > name.length - 1e9)',
    tests: ['test/lambdas/shared/logs-and-secrets'],
  },
  {
    check: 'redaction',
    what: 'card digits are taken in free text',
    file: 'lambdas/shared/card-like-digits.ts',
    from: "if (holdsCardInGroups(groups) || holdsBrandedWindow(groups.join(''))) return true;",
    to: 'if (groups.length > 1e9) return holdsCardInGroups(groups) || holdsBrandedWindow(run);',
    tests: ['test/lambdas/shared/card-like-digits', 'test/lambdas/start-pay-session'],
  },
  {
    check: 'version condition',
    what: 'an older state replaces a newer one',
    file: 'lambdas/shared/sessions-store.ts',
    from: "'attribute_not_exists(pk) OR #version < :version'",
    to: "'attribute_not_exists(pk) OR #version < :version OR #version >= :version'",
    tests: ['test/lambdas/shared/', 'test/lambdas/status-callback'],
  },
  {
    check: 'version condition',
    what: 'the page shows an older state',
    file: 'web/src/payment/newest.ts',
    from: 'if (incoming.version < shown.version) return shown;',
    to: '',
    tests: ['test/web/payment/newest'],
  },
  {
    check: 'append-only trail',
    what: 'an event may take the place of another',
    file: 'lambdas/shared/audit-trail.ts',
    from: "ConditionExpression: 'attribute_not_exists(paySid)',",
    to: '',
    tests: ['test/lambdas/shared/trail', 'test/lambdas/status-callback'],
  },
  {
    check: 'append-only trail',
    what: 'the chain is not looked at',
    file: 'lambdas/shared/trail-chain.ts',
    from: 'return broken === -1 ? undefined : broken + 1;',
    to: 'return broken === -1 || broken > -1 ? undefined : broken + 1;',
    tests: ['test/lambdas/audit-reading', 'test/lambdas/shared/trail'],
  },
  {
    check: 'each callback once',
    what: 'a repeated callback is recorded again',
    file: 'lambdas/shared/record-callback.ts',
    from: 'events.some((event) => isSame(event, callback, token))',
    to: 'events.every((event) => isSame(event, callback, token) && event.sequence < 0)',
    tests: ['test/lambdas/status-callback'],
  },
  {
    check: 'connector credentials',
    what: 'any password opens the processor',
    file: 'lambdas/shared/connector.ts',
    from: "if (!isSame(Buffer.from(given, 'base64').toString('utf8'), expected)) {",
    to: "if (isSame(Buffer.from(given, 'base64').toString('utf8'), expected + String(0))) {",
    tests: ['test/lambdas/mock-payment-processor', 'test/lambdas/every-route'],
  },
  {
    check: 'sign-in tokens',
    what: 'a token of another client is taken',
    file: 'local/api-host/authorizer.ts',
    from: "if (payload.client_id !== clientId || payload.token_use !== 'access') return undefined;",
    to: 'if (payload.client_id === clientId + String(0)) return undefined;',
    tests: ['test/local/api-host/authorizer'],
  },
  {
    check: 'names of this machine',
    what: 'the desk’s port serves any name',
    file: 'local/host-name.ts',
    from: "return 'refuse';",
    to: "return 'serve';",
    tests: ['test/local/app.test'],
  },
  {
    check: 'names of this machine',
    what: 'the simulator serves any name',
    file: 'simulator/listen.ts',
    from: '!isLocalName(where.host) || isLocalName(host)',
    to: '!isLocalName(where.host) || !isLocalName(host + String(0))',
    tests: ['test/simulator/listen'],
  },
  {
    check: 'formulas in exports',
    what: 'formulas stay formulas',
    file: 'lambdas/shared/sessions-csv.ts',
    from: 'cell.replace(FORMULA_START, "$1\'")',
    to: 'cell.replace(FORMULA_START, "$1")',
    tests: ['test/lambdas/shared/sessions-csv'],
  },
];
