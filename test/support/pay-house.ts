import twilio from 'twilio';
import type { ConnectorConfig, SimulatorOptions } from '#simulator/services.ts';
import { openCallHouse } from './call-house.ts';
import { type Answer, type Received, startReceiver } from './pay-simulator.ts';

type PayAttributes = Parameters<InstanceType<typeof twilio.twiml.VoiceResponse>['pay']>[0];
type Pay = ReturnType<InstanceType<typeof twilio.twiml.VoiceResponse>['pay']>;

export interface PayHouseOptions {
  readonly settings?: SimulatorOptions['settings'];
  readonly profile?: NonNullable<SimulatorOptions['profile']>;
  readonly mode?: ConnectorConfig['mode'];
  readonly processor?: (request: Received, index: number) => Answer | Promise<Answer>;
  readonly more?: Parameters<typeof openCallHouse>[0];
}

const APPROVED = { charge_id: 'ch_1', token_id: 'tok_1', error_code: null, error_message: null };

/** A document made by Twilio's own library: `<Pay action="/done" statusCallback="/st">` and what `fill` adds. */
export function payDocument(attributes: object, fill: (pay: Pay) => void = () => {}): string {
  const response = new twilio.twiml.VoiceResponse();
  fill(response.pay({ action: '/done', statusCallback: '/st', ...attributes } as PayAttributes));
  response.redirect('/next');
  return response.toString();
}

/** A call house whose number answers with a `<Pay>`, and a processor that approves. */
export async function openPayHouse(document: string, options: PayHouseOptions = {}) {
  const processor = await startReceiver(
    options.processor ?? (() => ({ status: 200, body: JSON.stringify(APPROVED) })),
  );
  const connector: ConnectorConfig = {
    uniqueName: 'Default',
    endpointUrl: `${processor.url}/pay`,
    username: 'user',
    password: 'pass',
    mode: options.mode ?? 'TEST',
  };
  const logged: string[] = [];
  const house = await openCallHouse(
    {
      '/voice': document,
      '/done': '<Response><Pause length="600"/></Response>',
      '/next': '<Response><Pause length="600"/></Response>',
      ...options.more,
    },
    {
      connectors: [connector],
      log: (line) => void logged.push(line),
      ...(options.profile ? { profile: options.profile } : {}),
      ...(options.settings ? { settings: options.settings } : {}),
    },
  );
  const press = (callSid: string, digits: string) =>
    house.control('POST', `/simulator/calls/${callSid}/digits`, { digits });
  return {
    ...house,
    processor,
    logged,
    press,
    /** Places the call and settles once `<Pay>` waits for the first key. */
    async begin(body?: Readonly<Record<string, unknown>>): Promise<string> {
      const callSid = await house.place(body);
      await house.until(() => house.clock.pending > 0);
      return callSid;
    },
    /** Presses keys and waits for this many status callbacks in total. */
    async step(callSid: string, digits: string, callbacks: number) {
      if (digits) await press(callSid, digits);
      await house.until(() => house.told('/st').length >= callbacks);
      return house.told('/st').at(callbacks - 1);
    },
    done: () => house.until(() => house.told('/done')[0]),
    /** What was wrong with the document, by the request log. */
    notes: () => house.simulator.requests.list().flatMap(({ problem }) => problem ?? []),
    async close() {
      await house.close();
      await processor.close();
    },
  };
}

export type PayHouse = Awaited<ReturnType<typeof openPayHouse>>;
