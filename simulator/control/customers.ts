import { Hono } from 'hono';
import * as v from 'valibot';
import { PHONE_NUMBER } from '../calls/caller-id.ts';
import { CUSTOMER_ANSWERS, type Customers } from '../phone/customers.ts';
import { readBody, refuse } from './refusals.ts';

/** People outside who can be called without a phone page. */
export function customerRoutes(customers: Customers): Hono {
  return new Hono()
    .get('/simulator/customers', (context) => context.json(customers.list()))
    .put('/simulator/customers/:number', async (context) => {
      const number = context.req.param('number');
      if (!PHONE_NUMBER.test(number)) {
        return refuse(context, 400, 'Failed to set the customer: the number is not in E.164.', 'number');
      }
      const read = await readBody(context, CUSTOMER, 'set the customer');
      if ('refusal' in read) return read.refusal;
      customers.set(number, read.body.answer);
      return context.json({ number, ...read.body });
    })
    .delete('/simulator/customers/:number', (context) =>
      customers.remove(context.req.param('number'))
        ? context.body(null, 204)
        : refuse(context, 404, 'Failed to find the customer: no such number.'),
    );
}

const CUSTOMER = v.strictObject(
  {
    answer: v.optional(
      v.picklist(CUSTOMER_ANSWERS, `must be one of ${CUSTOMER_ANSWERS.join(', ')}`),
      'answers',
    ),
  },
  'must be a JSON object',
);
