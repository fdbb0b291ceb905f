import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ANA, type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('POST /presence', () => {
  it.each([[{}], [{ state: 'busy' }], [{ state: null }], [{ state: 'online', agent: 'ben' }]])(
    'refuses %j',
    async (body) => {
      expect((await house.desk('presence', ANA, body)).status).toBe(400);
    },
  );
});
