import type { ServicesProperties } from '#lambdas/contract/custom-resources.ts';
import { describeFailure } from '#lambdas/platform/log.ts';
import { ensureApiKey, removeApiKey } from './api-key.ts';
import { lookForPayConnector } from './pay-connector.ts';
import type { Outcome, Setup } from './setup.ts';
import { checkSyncService, ensureSyncService, removeSyncServices } from './sync-service.ts';
import { tryAgain } from './try-again.ts';
import { ensureTwimlApp, removeTwimlApps } from './twiml-app.ts';

/** Makes everything, or leaves nothing behind: what a failed start made is deleted as far as Twilio allows. */
export async function createServices(setup: Setup, properties: ServicesProperties): Promise<Outcome> {
  try {
    return await ensureServices(setup, properties);
  } catch (failure) {
    await removeServices(setup, properties).catch((left: unknown) => {
      setup.log.error('Something was left behind', describeFailure(left));
    });
    throw failure;
  }
}

/** Brings the TwiML app, the Sync service and the API key to what is asked for, whatever is there already. */
export async function ensureServices(
  setup: Setup,
  properties: ServicesProperties,
  formerId?: string,
): Promise<Outcome> {
  const { name, payConnectorName, syncServiceSid: given } = properties;
  const again = <T>(attempt: () => Promise<T>) => tryAgain(attempt, setup.sleep);

  const syncServiceSid = await again(() =>
    given ? checkSyncService(setup, given) : ensureSyncService(setup, name),
  );
  const twimlAppSid = await again(() => ensureTwimlApp(setup, properties));
  await again(() => ensureApiKey(setup, name));
  if (given) await again(() => removeSyncServices(setup, name)); // one we made before this one was named
  const payConnector = await lookForPayConnector(setup, payConnectorName);
  return {
    id: idOf(properties, formerId),
    attributes: { twimlAppSid, syncServiceSid, payConnector },
  };
}

/** Deletes everything with our name; what was given to us stays as it is. */
export async function removeServices(setup: Setup, { name }: ServicesProperties): Promise<void> {
  const again = (attempt: () => Promise<void>) => tryAgain(attempt, setup.sleep);
  await again(() => removeTwimlApps(setup, name));
  await again(() => removeSyncServices(setup, name));
  await again(() => removeApiKey(setup, name));
}

/**
 * Another account is another resource: CloudFormation then has the former one removed. Another secret is the same one.
 * An id of version 0.1.0 names no account and stays, or what is in use would be removed.
 */
function idOf({ name, accountSid }: ServicesProperties, formerId: string | undefined): string {
  const former = `twilio-services ${name}`;
  return formerId === former ? former : `${former} ${accountSid}`;
}
