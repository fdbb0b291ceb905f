import { PATHS } from '#lambdas/contract/routes.ts';
import { VOICE_FALLBACK_FILE } from '#lambdas/contract/voice-fallback.ts';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';
import { CONNECTOR_NAME, PHONE_NUMBER } from './handler-environment.ts';
import type { LocalOptions } from './local-options.ts';
import { explainListenError } from './start-error.ts';
import type { TwilioCredentials } from './twilio-credentials.ts';

/**
 * Starts the stand-in Twilio, configured as the Console would be for this app: one number, one connector in TEST
 * mode.
 */
export async function startSimulator(
  { simulatorPort, simulator }: Pick<LocalOptions, 'simulatorPort' | 'simulator'>,
  credentials: TwilioCredentials,
  { deskUrl, apiUrl }: { readonly deskUrl: string; readonly apiUrl: string },
  log: (line: string) => void,
): Promise<Simulator> {
  try {
    return await createSimulator({
      ...simulator,
      port: simulatorPort,
      host: '127.0.0.1',
      account: {
        accountSid: credentials.accountSid,
        authToken: credentials.authToken,
        apiKeys: [{ sid: credentials.apiKeySid, secret: credentials.apiKeySecret }],
      },
      twimlAppSid: credentials.twimlAppSid,
      syncServiceSid: credentials.syncServiceSid,
      appUrl: deskUrl,
      phoneNumbers: [
        {
          phoneNumber: PHONE_NUMBER,
          voiceUrl: apiUrl + PATHS.twiml,
          voiceFallback: { url: `${deskUrl}/${VOICE_FALLBACK_FILE}`, method: 'GET' },
        },
      ],
      connectors: [
        {
          uniqueName: CONNECTOR_NAME,
          endpointUrl: apiUrl + PATHS.mockPaymentProcessor,
          username: credentials.connectorUsername,
          password: credentials.connectorPassword,
          mode: 'TEST',
        },
      ],
      log,
    });
  } catch (error) {
    throw explainListenError(error, simulatorPort, 'SIMULATOR_PORT');
  }
}
