import { describe, expect, it } from '@jest/globals';
import { reservedAt, throttleAt } from '#infra/operate/capacity/sizing.ts';
import { concurrencyNeeded, concurrencyReserved } from '#infra/reserved-concurrency.ts';
import { PATHS, ROUTES, type RouteName } from '#lambdas/contract/routes.ts';
import { synthTemplate } from '#test/support/synth-stack.ts';

const throttle = (paymentsPerSecond: number, name: RouteName) =>
  ROUTES.filter((route) => route.name === name).map((route) => throttleAt(paymentsPerSecond, route))[0];

describe('the number of payments a second', () => {
  it('decides how many requests a route takes, half as many again as are counted', () => {
    expect(throttle(25, 'statusCallback')).toEqual({ rate: 25 * 38 * 1.5, burst: 25 * 38 * 3 });
    expect(throttle(100, 'statusCallback')).toEqual({ rate: 5_700, burst: 5_000 });
    expect(throttle(1, 'statusCallback')).toEqual({ rate: 100, burst: 200 });
    // While Sync is down, each of 2,250 open payments is read every 4.5 seconds.
    expect(throttle(25, 'getPaySession')?.rate).toBe(25 * 20 * 1.5);
    expect(throttle(25, 'team')?.rate).toBe(100);
  });

  it('decides how many functions are reserved: rate × duration while Sync takes half a second', () => {
    expect(reservedAt(25)).toEqual({ statusCallback: 490, twiml: 50, callStatus: 50, sweep: 1 });
    expect(reservedAt(1).statusCallback).toBe(50);
    expect(concurrencyReserved(25)).toBe(591);
    expect(concurrencyNeeded(100)).toBe(1_950 + 50 + 50 + 1 + 100);
  });

  it.each([
    ['', 1_425, 2_850, 490, 67_500],
    ['100', 5_700, 5_000, 1_950, 270_000],
  ])('reaches the template: %p', (PAYMENTS_PER_SECOND, rate, burst, reserved, actions) => {
    const template = synthTemplate({ STAGE: 'prod', RESERVED_CONCURRENCY: 'on', PAYMENTS_PER_SECOND });
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
    expect(stage?.Properties.MethodSettings).toContainEqual(
      expect.objectContaining({
        ResourcePath: PATHS.statusCallback.replace('/', '/~1'),
        ThrottlingRateLimit: rate,
        ThrottlingBurstLimit: burst,
      }),
    );
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: `POST ${PATHS.statusCallback}`,
      ReservedConcurrentExecutions: reserved,
    });
    expect(JSON.stringify(template.findResources('AWS::WAFv2::WebACL'))).toContain(`"Limit":${actions},`);
  });
});
