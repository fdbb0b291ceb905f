import { Hono } from 'hono';
import * as v from 'valibot';
import { showName } from '../http/show-name.ts';
import type { FaultPlan, Faults } from '../services.ts';

/** Holds the current fault plan; none at first. */
export function createFaults(): Faults {
  let current: FaultPlan = {};
  const listeners = new Set<() => void>();
  const change = (plan: FaultPlan) => {
    current = plan;
    for (const listener of listeners) listener();
  };
  return {
    get current() {
      return current;
    },
    set: change,
    clear: () => change({}),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * `PUT /simulator/faults` replaces the plan and returns it, `DELETE` clears it, `GET` returns it. An invalid plan
 * gets a 400 that names every problem, and changes nothing.
 */
export function faultRoutes(faults: Faults): Hono {
  return new Hono()
    .get('/simulator/faults', (context) => context.json(faults.current))
    .put('/simulator/faults', async (context) => {
      const body = await context.req.json().catch(() => undefined);
      // An array would pass as an object without fields.
      const parsed = v.safeParse(PLAN, Array.isArray(body) ? undefined : body);
      if (!parsed.success) {
        const problems = parsed.issues.map(
          (issue) => `${showName(v.getDotPath(issue) ?? 'body')}: ${expectation(issue)}`,
        );
        return context.json(
          { simulator: 'bad request', message: `Failed to set faults: ${problems.join('; ')}.` },
          400,
        );
      }
      // JSON carries no undefined, so valibot's optional fields are exact here.
      faults.set(parsed.output as FaultPlan);
      return context.json(faults.current);
    })
    .delete('/simulator/faults', (context) => {
      faults.clear();
      return context.body(null, 204);
    });
}

function expectation(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'not a known setting';
  if (issue.expected === null) return issue.message;
  return issue.received === 'undefined'
    ? `missing, expected ${issue.expected}`
    : `expected ${issue.expected}`;
}

const WHOLE = v.integer('expected a whole number');
const PROBABILITY = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const MILLISECONDS = v.pipe(v.number(), WHOLE, v.minValue(0), v.maxValue(600_000));
const COUNT = v.pipe(v.number(), WHOLE, v.minValue(0));

const CALLBACKS = v.strictObject({
  late: v.optional(v.strictObject({ probability: PROBABILITY, milliseconds: MILLISECONDS })),
  duplicated: v.optional(v.strictObject({ probability: PROBABILITY })),
  reordered: v.optional(v.strictObject({ probability: PROBABILITY, windowMilliseconds: MILLISECONDS })),
  lost: v.optional(v.strictObject({ probability: PROBABILITY })),
});

const PLAN = v.strictObject({
  callbacks: v.optional(CALLBACKS),
  statusCallbacks: v.optional(CALLBACKS),
  connector: v.optional(
    v.strictObject({
      delayMilliseconds: v.optional(MILLISECONDS),
      failTimes: v.optional(COUNT),
      failWith: v.optional(
        v.union([
          v.picklist(['timeout', 'reset']),
          v.pipe(v.number(), WHOLE, v.minValue(200), v.maxValue(599)),
        ]),
      ),
    }),
  ),
  rest: v.optional(
    v.strictObject({
      probability: PROBABILITY,
      failWith: v.picklist([429, 500, 503, 'timeout', 'reset', 'malformed']),
      retryAfterSeconds: v.optional(COUNT),
      afterEffect: v.optional(v.boolean()),
      operations: v.optional(v.array(v.string())),
      times: v.optional(COUNT),
    }),
  ),
  syncDown: v.optional(v.boolean()),
  syncReordered: v.optional(v.boolean()),
});
