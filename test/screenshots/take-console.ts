import { PHONE_NUMBER } from '#local/handler-environment.ts';
import type { Theatre } from '../journey/support/theatre.ts';
import { Script } from '../local/support/script.ts';
import { takePicture } from './take-picture.ts';

/** A number whose voice URL is a web page, by mistake. */
const WRONG_NUMBER = '+12025550199';

/** The simulator's console: a payment half way, and a webhook that got a page where TwiML was expected. */
export async function takeConsole(theatre: Theatre): Promise<void> {
  const { deskUrl, apiUrl, simulator } = theatre.stack;
  simulator.configure({
    phoneNumbers: [
      { phoneNumber: PHONE_NUMBER, voiceUrl: `${apiUrl}/twiml` },
      { phoneNumber: WRONG_NUMBER, voiceUrl: `${deskUrl}/`, voiceMethod: 'GET' },
    ],
  });
  const script = await Script.signIn({ deskUrl, simulatorUrl: simulator.url }, 'ana');
  await script.goOnline();
  simulator.requests.clear();
  const { body: payment } = await script.post('/startPaySession', {
    callSid: await script.call(),
    chargeAmount: '45.50',
  });
  await script.capture(payment, 'payment-card-number');
  const failed = simulator.requests.next({ problem: true });
  await script.simulator('POST', '/calls', { to: WRONG_NUMBER });
  const { id } = await failed;
  await script.post('/updatePaySession', { paySid: payment.paySid, capture: 'expiration-date' });

  const { page } = await theatre.openPage();
  await page.goto(`${simulator.url}/#/requests?id=${id}`);
  await page.locator('[aria-current="step"]').filter({ hasText: 'Expiration date' }).first().waitFor();
  await page.getByRole('region', { name: 'Response' }).waitFor();
  await takePicture(page, 'console', { width: 1360, height: 680 });
  await page.context().close();
  await script.hangUp();
}
