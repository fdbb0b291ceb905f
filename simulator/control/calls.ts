import { Hono } from 'hono';
import * as v from 'valibot';
import { CALLER_ADDRESS } from '../calls/caller-address.ts';
import type { CallCentre } from '../calls/calls.ts';
import { leadOf } from '../calls/lead.ts';
import { isOver } from '../calls/leg.ts';
import { HEADLESS } from '../calls/party.ts';
import type { Call, Clock, PhoneNumberConfig } from '../services.ts';
import { readBody, refuse } from './refusals.ts';

export interface CallControlServices {
  readonly calls: CallCentre;
  readonly clock: Clock;
  readonly phoneNumbers: () => readonly PhoneNumberConfig[];
}

/** Acts as the caller without a phone: places a call, presses its keys, hangs up. */
export function callControlRoutes({ calls, clock, phoneNumbers }: CallControlServices): Hono {
  return new Hono()
    .get('/simulator/calls', (context) => context.json(calls.list().map(describe)))
    .post('/simulator/calls', async (context) => {
      const read = await readBody(context, PLACE, 'place the call');
      if ('refusal' in read) return read.refusal;
      const { from, to, answer, identity } = read.body;
      const number = phoneNumbers().find(({ phoneNumber }) => to === undefined || phoneNumber === to);
      if (!number) {
        const problem = 'is not one of the configured phone numbers';
        return refuse(context, 400, `Failed to place the call: "to" ${problem}.`, 'to');
      }
      if (answer === 'elsewhere') {
        const { sid } = calls.placeOutgoing({
          party: HEADLESS,
          from: number.phoneNumber,
          to: from ?? CALLER,
          source: { document: ELSEWHERE },
          timeoutSeconds: 60,
        });
        await until(() => calls.find(sid)?.status === 'in-progress');
        return context.json({ callSid: sid, status: calls.find(sid)?.status ?? 'canceled' }, 201);
      }
      const lead = leadOf(number);
      if (!lead) {
        return refuse(context, 409, 'Failed to place the call: the number has no voice URL.');
      }
      const { sid } = calls.placeIncoming({
        party: HEADLESS,
        from: from ?? CALLER,
        to: number.phoneNumber,
        lead,
        ...(answer ? { answer } : {}),
        ...(identity ? { answerAs: identity } : {}),
      });
      if (answer === 'headless') await answered(sid);
      const answeredBy = talkingTo(sid)?.to;
      return context.json(
        {
          callSid: sid,
          status: calls.find(sid)?.status ?? 'canceled',
          ...(answeredBy ? { answeredBy } : {}),
        },
        201,
      );
    })
    .get('/simulator/calls/:callSid', (context) => {
      const call = calls.find(context.req.param('callSid'));
      return call ? context.json(describe(call)) : refuse(context, 404, UNKNOWN);
    })
    .post('/simulator/calls/:callSid/digits', async (context) => {
      const read = await readBody(context, DIGITS, 'press keys');
      if ('refusal' in read) return read.refusal;
      const call = calls.find(context.req.param('callSid'));
      if (!call) return refuse(context, 404, UNKNOWN);
      if (call.status !== 'in-progress') {
        return refuse(context, 409, `Failed to press keys: the call is ${call.status}, not in-progress.`);
      }
      for (const key of read.body.digits) calls.pressKey(call.sid, key);
      return context.json({ callSid: call.sid, status: calls.find(call.sid)?.status ?? call.status });
    })
    .post('/simulator/calls/:callSid/hangup', async (context) => {
      const callSid = context.req.param('callSid');
      calls.hangUp(callSid);
      const call = calls.find(callSid);
      if (!call) return refuse(context, 404, UNKNOWN);
      // A script that calls again at once should not find the agent still on a call, as the application sees it.
      await until(() => calls.list().every((leg) => leg.parentCallSid !== callSid || isOver(leg)));
      return context.json({ callSid, status: call.status });
    });

  function answered(callSid: string): Promise<void> {
    return until(() => {
      const call = calls.find(callSid);
      return !call || isOver(call) || (call.status === 'in-progress' && talkingTo(callSid) !== undefined);
    });
  }

  /** Settles once the condition holds and the application was told, or after {@link PATIENCE_MS}. */
  async function until(isSo: () => boolean): Promise<void> {
    let late = false;
    const deadline = new Promise<void>((resolve) => {
      clock.setTimer(PATIENCE_MS, () => {
        late = true;
        resolve();
      });
    });
    while (!late && !isSo()) await Promise.race([calls.nextChange(), deadline]);
    await Promise.race([calls.callbacksSettled(), deadline]);
  }

  /** The leg at the other end. */
  function talkingTo(callSid: string): Call | undefined {
    return calls.list().find((call) => call.parentCallSid === callSid && call.status === 'in-progress');
  }
}

/** What another softphone's server would say: here the call lasts for an hour, or until somebody hangs up. */
const ELSEWHERE = '<Response><Pause length="3600"/></Response>';
/** The caller's number when the request names none: a number nobody can have. */
const CALLER = '+14155550132';
const UNKNOWN = 'Failed to find the call: no such CallSid since the last reset.';
const PATIENCE_MS = 2000;

const NUMBER = v.pipe(
  v.string('must be text'),
  v.regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164, like +14155550132'),
);

const PLACE = v.strictObject(
  {
    from: v.optional(CALLER_ADDRESS),
    to: v.optional(NUMBER),
    answer: v.optional(
      v.picklist(['browser', 'headless', 'elsewhere'], 'must be "browser", "headless" or "elsewhere"'),
    ),
    identity: v.optional(
      v.pipe(v.string('must be text'), v.regex(/^[\x21-\x7e]{1,256}$/, 'must be a client identity')),
    ),
  },
  'must be a JSON object',
);

const DIGITS = v.strictObject(
  {
    digits: v.pipe(
      v.string('must be text of 0-9, * and #'),
      v.regex(/^[0-9*#]{1,256}$/, 'must be 1 to 256 of 0-9, * and #'),
    ),
  },
  'must be a JSON object',
);

/** A leg as the control API shows it. */
export function describe(call: Call): Record<string, unknown> {
  const { sid, dateCreated, dateUpdated, startTime, endTime, ...rest } = call;
  return {
    callSid: sid,
    ...rest,
    dateCreated: dateCreated.toISOString(),
    dateUpdated: dateUpdated.toISOString(),
    ...(startTime ? { startTime: startTime.toISOString() } : {}),
    ...(endTime ? { endTime: endTime.toISOString() } : {}),
  };
}
