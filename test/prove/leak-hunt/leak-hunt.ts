import { existsSync } from 'node:fs';
import type { Campaign, CampaignContext, CampaignResult, Finding } from '../campaign.ts';
import type { Random } from '../random.ts';
import { Agent } from '../stack/agent.ts';
import type { ProveStack, StackOptions } from '../stack/start-stack.ts';
import { makePayer, makeTestPayer, type Payer } from './cards.ts';
import { BUILT_PAGE, huntInBrowser } from './hunt-in-browser.ts';
import { givenAway } from './own-secrets.ts';
import { createScanner, type Hit, type Scanner } from './scanner.ts';
import { findBlindSpots } from './self-test.ts';
import { HOSTILE_SCRIPTS, MOODS, SCRIPTS, type Scripts } from './session-scripts.ts';
import { scanFiles, scanRequests, scanRunning } from './sinks.ts';

const CLAIM = 'no card number, security code or bank number appears where it must not';

interface Round {
  readonly options: StackOptions;
  readonly scripts: Scripts;
  readonly payer: (random: Random, index: number) => Payer;
  /** Its share of the sessions and the time that are left. */
  readonly part: number;
}

/** The second uses other readings of what Twilio sends, so that our masks face more than one form. */
const ROUNDS: readonly Round[] = [
  {
    options: { log: 'file', settings: { coalescePartials: true, connectorParameters: 'forwarded' } },
    scripts: SCRIPTS,
    payer: makePayer,
    part: 0.8,
  },
  {
    options: {
      log: 'stdout',
      settings: {
        cardNumberMask: 'grouped',
        partialCardNumber: 'last-four',
        securityCodeMask: 'three',
        callbackProfile: 'documented',
        gatewayMessageIn: 'ConnectorError',
      },
    },
    scripts: SCRIPTS,
    payer: makePayer,
    // It sends every digit by itself, which takes time.
    part: 0.6,
  },
  {
    options: {
      log: 'file',
      connectorMode: 'TEST',
      settings: { coalescePartials: true, connectorParameters: 'forwarded' },
    },
    scripts: HOSTILE_SCRIPTS,
    payer: makeTestPayer,
    part: 1,
  },
];

const WORKERS = 6;
const LOOK_AT_REQUESTS_EVERY = 15;

interface Tally {
  sessions: number;
  interrupted: number;
  kills: number;
  webhooks: number;
  readonly played: Map<string, number>;
  readonly findings: Finding[];
}

export const leakHunt: Campaign = {
  name: 'leak-hunt',
  title: 'Leak hunt',
  claim: CLAIM,
  weight: 9,
  async run(context: CampaignContext): Promise<CampaignResult> {
    const { random, short, log } = context;
    const scanner = createScanner();
    const tally: Tally = {
      sessions: 0,
      interrupted: 0,
      kills: 0,
      webhooks: 0,
      played: new Map(),
      findings: [],
    };
    const wanted = 1_000;
    const withBrowser = !short && existsSync(BUILT_PAGE);

    const blindSpots = await selfTest(context, withBrowser);
    const inBrowser = withBrowser ? await browserRound(context, scanner) : { sessions: 0, looks: 0 };
    // Short: every script once, the usual reading only.
    const rounds = short ? ROUNDS.filter((_, index) => index !== 1) : ROUNDS;
    for (const [index, round] of rounds.entries()) {
      const { options, scripts, part } = round;
      const until = Date.now() + (context.remaining() - 20_000 * (rounds.length - index)) * part;
      const share = short ? scripts.length : Math.ceil((wanted - tally.sessions) * part);
      const stack = await context.startStack({ ...options, tellsItself: true });
      stack.processor.moodFor = (amount) => MOODS[amount.split('.')[1] ?? ''] ?? 'approves';
      await huntRound(
        { ...round, stack, scanner, tally, random: random.fork(`round ${index}`) },
        tally.sessions + share,
        short ? Number.POSITIVE_INFINITY : until,
      );
      log(`${tally.sessions} sessions, ${Math.round(scanner.counts.bytes / 1e6)} MB searched`);
    }

    const hits = scanner.hits();
    return {
      counters: {
        sessions: tally.sessions + inBrowser.sessions,
        'sessions in Chromium': inBrowser.sessions,
        'scans of the page': inBrowser.looks,
        'kills during a session': tally.kills,
        'webhooks on the page of deliveries': tally.webhooks,
        'scripts interrupted': tally.interrupted,
        'texts searched': scanner.counts.texts,
        'megabytes searched': Math.round(scanner.counts.bytes / 1e6),
        'sinks with a planted leak': blindSpots.planted,
        'planted leaks missed': blindSpots.overlooked.length,
      },
      findings: [
        ...hits.map(describe),
        ...tally.findings,
        ...blindSpots.overlooked.map((sink) => ({
          claim: 'the hunt finds a planted leak in each sink',
          what: 'The hunt missed a planted card number.',
          where: sink,
        })),
      ],
      tables: [
        {
          title: 'Sessions by script',
          columns: ['script', 'sessions'],
          rows: [...tally.played].sort(([a], [b]) => a.localeCompare(b)),
        },
      ],
      notes: withBrowser ? [] : ['The desk in Chromium was not part of this run.'],
    };
  },
};

async function selfTest(context: CampaignContext, withBrowser: boolean) {
  const stack = await context.startStack({
    tellsItself: true,
    ...(withBrowser ? { pageDirectory: BUILT_PAGE } : {}),
  });
  const found = await findBlindSpots(stack, context.random.fork('planted'), withBrowser);
  await stack.remove();
  return found;
}

async function browserRound(context: CampaignContext, scanner: Scanner) {
  const stack = await context.startStack({ inside: 'live', pageDirectory: BUILT_PAGE });
  const random = context.random.fork('browser');
  const result = await huntInBrowser(stack, scanner, random, 3);
  await scanRunning(stack, scanner);
  await stack.close();
  await scanFiles('data', stack.dataDir, scanner);
  await scanFiles('bundle', BUILT_PAGE, scanner);
  await stack.remove();
  return result;
}

interface Hunt extends Round {
  readonly stack: ProveStack;
  readonly scanner: Scanner;
  readonly tally: Tally;
  readonly random: Random;
}

async function huntRound(hunt: Hunt, goal: number, until: number): Promise<void> {
  const { stack, scanner, tally, random, scripts } = hunt;
  const listen = (where: string, content: string) => scanner.scan(`response ${where}`, content);
  const isLong = goal - tally.sessions > scripts.length;
  const order = shuffle(
    random,
    scripts.flatMap(([name, weight, script]) =>
      Array.from({ length: isLong ? weight : 1 }, () => ({ name, script })),
    ),
  );
  const killAt = tally.sessions + Math.ceil((goal - tally.sessions) / 2);
  let next = tally.sessions;
  let restarting: Promise<void> | undefined;

  // Sign everybody in before the first session starts, because a session may kill the app at once.
  const agents = await Promise.all(
    Array.from({ length: WORKERS }, (_, worker) => Agent.signIn(stack, `agent.${worker}`, listen)),
  );
  const work = async (signedIn: Agent, worker: number) => {
    let agent = signedIn;
    while (next < goal && Date.now() < until) {
      const index = next;
      next += 1;
      const payer = hunt.payer(random, index);
      scanner.add(payer);
      const { name, script } = order[index % order.length] as (typeof order)[number];
      if (index === killAt) {
        tally.kills += 1;
        restarting = stack
          .app()
          .kill()
          .then(() => stack.restart());
      }
      try {
        const paySid = await script({ stack, agent, payer, random, listen });
        const { body } = paySid ? await agent.get(`/paySessions/${paySid}`) : { body: undefined };
        for (const kind of body ? givenAway(body, payer) : []) {
          tally.findings.push({
            claim: CLAIM,
            what: `The record of a session shows the ${kind}.`,
            where: name,
          });
        }
        tally.played.set(name, (tally.played.get(name) ?? 0) + 1);
      } catch {
        // The app was killed during the script; what the session left behind is scanned anyway.
        tally.interrupted += 1;
        await restarting;
        agent = await Agent.signIn(stack, `agent.${worker}`, listen);
        await agent.hangUp();
      }
      tally.sessions += 1;
      if (index % LOOK_AT_REQUESTS_EVERY === 0) await scanRequests(stack, scanner);
    }
  };
  await Promise.all(agents.map(work));
  await restarting;

  const sam = await Agent.signIn(stack, 'sam', listen, 'supervisor');
  const from = '2020-01-01T00:00:00.000Z';
  await sam.send({ method: 'GET', path: `/api/paySessions?from=${from}&format=csv` });
  await sam.send({ method: 'GET', path: `/api/paySessions?from=${from}` });
  const sent = await sam.send({ method: 'GET', path: '/api/deliveries' });
  tally.webhooks += sent.text.match(/"eventId"/g)?.length ?? 0;
  await stack.app().sweep(3_600_000);
  await scanRunning(stack, scanner);
  await stack.close();
  scanner.scan('stdout', stack.output().stdout);
  await scanFiles('data', stack.dataDir, scanner);
  await stack.remove();
}

function describe({ sink, kind, brand, form, times }: Hit & { readonly times: number }): Finding {
  return { claim: CLAIM, what: `A ${kind} (${brand}) was found ${form}, ${times} times.`, where: sink };
}

function shuffle<T>(random: Random, items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, place: random.fraction() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
