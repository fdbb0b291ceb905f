import { expect } from '@jest/globals';
import { type Given, PAGING, type RestOperation, shown } from '../rest-operation.ts';
import { url } from './calls.ts';

const QUEUE = 'api/v2010/account/queue';
const MEMBER = `${QUEUE}/member`;

async function waiting(house: Given['house'], callers: number): Promise<string> {
  for (let count = 1; count <= callers; count++) {
    await house.client.calls.create({
      to: '+14155550188',
      from: '+14155550100',
      twiml: '<Response><Enqueue waitUrl="">sales</Enqueue></Response>',
    });
    while ((await house.client.queues.list())[0]?.currentSize !== count);
  }
  return (await house.client.queues.list())[0]?.sid ?? '';
}

async function size({ house, send, name }: Given): Promise<void> {
  const { body } = await send({ [name]: '1' });
  expect(body.max_size).toBe(1);
  const { sid } = await house.client.calls.create({
    to: '+14155550188',
    from: '+14155550100',
    twiml: `<Response><Enqueue waitUrl="">${body.friendly_name}</Enqueue></Response>`,
  });
  while ((await house.client.queues(body.sid).fetch()).currentSize !== 1);
  const other = await house.client.calls.create({
    to: '+14155550188',
    from: '+14155550100',
    twiml: `<Response><Enqueue waitUrl="">${body.friendly_name}</Enqueue></Response>`,
  });
  await house.hasStatus(other.sid, 'completed');
  expect(house.simulator.calls.find(sid)?.status).toBe('in-progress');
}

export const QUEUES: readonly RestOperation[] = [
  {
    name: 'createQueue',
    helper: { file: QUEUE, call: 'create' },
    ready: () => ({ method: 'POST', path: 'Queues.json', base: { FriendlyName: 'support' } }),
    parameters: { FriendlyName: shown('help'), MaxSize: size },
  },
  {
    name: 'updateQueue',
    helper: { file: QUEUE, call: 'update' },
    async ready(house) {
      const { sid } = await house.client.queues.create({ friendlyName: 'support' });
      return { method: 'POST', path: `Queues/${sid}.json`, sid };
    },
    parameters: { FriendlyName: shown('help'), MaxSize: size },
  },
  {
    name: 'listQueues',
    helper: { file: QUEUE, call: 'page' },
    async ready(house) {
      for (const friendlyName of ['one', 'two']) await house.client.queues.create({ friendlyName });
      return { method: 'GET', path: 'Queues.json' };
    },
    parameters: PAGING,
  },
  {
    name: 'updateMember',
    helper: { file: MEMBER, call: 'update' },
    async ready(house) {
      const sid = await waiting(house, 1);
      return {
        method: 'POST',
        path: `Queues/${sid}/Members/Front.json`,
        base: { Url: url({ house }, '/new') },
      };
    },
    parameters: {
      async Url(given) {
        await given.send({});
        await given.house.until(() => given.house.told('/new')[0]);
      },
      async Method(given) {
        await given.send({ Method: 'GET' });
        await given.house.until(() => given.house.told('GET /new')[0]);
      },
    },
  },
  {
    name: 'listMembers',
    helper: { file: MEMBER, call: 'page' },
    ready: async (house) => ({ method: 'GET', path: `Queues/${await waiting(house, 2)}/Members.json` }),
    parameters: PAGING,
  },
];
