import { describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { respondToErrors } from '#simulator/http/error-responses.ts';
import { SimulatorUnsupported } from '#simulator/http/simulator-unsupported.ts';
import { notFound, twilioError } from '#simulator/http/twilio-error.ts';

function setup(error: Error) {
  const logged: string[] = [];
  const app = new Hono();
  respondToErrors(app, (line) => logged.push(line));
  app.get('/fails', () => {
    throw error;
  });
  return { app, logged };
}

describe('errors', () => {
  it.each([
    [
      twilioError(400, 64018, 'Pay: Value needed for either Capture or Status parameters'),
      400,
      '{"code":64018,"message":"Pay: Value needed for either Capture or Status parameters","more_info":"https://www.twilio.com/docs/errors/64018","status":400}',
    ],
    [
      notFound('/2010-04-01/Accounts/AC1/Calls/CA1.json'),
      404,
      '{"code":20404,"message":"The requested resource /2010-04-01/Accounts/AC1/Calls/CA1.json was not found","more_info":"https://www.twilio.com/docs/errors/20404","status":404}',
    ],
  ])('of Twilio come byte for byte (%#)', async (error, status, body) => {
    const response = await setup(error).app.request('/fails');
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(body);
  });

  it('carry their headers', async () => {
    const error = twilioError(429, 20429, 'Too Many Requests', { 'Retry-After': '2' });
    const response = await setup(error).app.request('/fails');
    expect(response.headers.get('retry-after')).toBe('2');
  });

  it('about what is not supported are not in Twilio’s voice', async () => {
    const { app, logged } = setup(new SimulatorUnsupported('TwiML verb <Record>'));
    const response = await app.request('/fails');
    expect(response.status).toBe(501);
    expect(await response.json()).toEqual({
      simulator: 'unsupported',
      message:
        'Failed to simulate TwiML verb <Record>: it is not supported. See simulator/README.md for what is.',
      see: 'simulator/README.md',
    });
    expect(logged).toHaveLength(1);
  });

  it('about a path nobody serves are not in Twilio’s voice either', async () => {
    const response = await setup(new Error()).app.request('/2010-04-01/Accounts/AC1/Messages.json');
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({ simulator: 'unsupported' });
  });

  it('that are bugs pass for neither, and say nothing of their cause to the caller', async () => {
    const { app, logged } = setup(new TypeError('cause'));
    const response = await app.request('/fails');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('cause');
    expect(logged).toEqual(['simulator bug in GET /fails: TypeError: cause']);
  });
});
