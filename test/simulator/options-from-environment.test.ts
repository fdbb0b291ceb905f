import { expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT, DEFAULT_PHONE_NUMBER } from '#simulator/defaults.ts';
import { createSimulator } from '#simulator/index.ts';
import { optionsFromEnvironment } from '#simulator/options-from-environment.ts';

it('needs no settings at all', () => {
  expect(optionsFromEnvironment({ HOME: '/root', CONNECTOR_URL: '' })).toMatchObject({
    port: 3001,
    host: '127.0.0.1',
    account: DEFAULT_ACCOUNT,
    phoneNumbers: [DEFAULT_PHONE_NUMBER],
    connectors: [],
    profile: 'observed',
    settings: {},
  });
});

it('takes every setting from the environment', () => {
  const options = optionsFromEnvironment({
    SIMULATOR_PORT: '4000',
    TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    PHONE_NUMBER: '+442071838750',
    VOICE_URL: 'https://app.example/voice',
    STATUS_CALLBACK_URL: 'https://app.example/status',
    CONNECTOR_URL: 'https://pay.example/charge',
    CONNECTOR_MODE: 'LIVE',
    SIMULATOR_PROFILE: 'documented',
    SIMULATOR_SETTINGS: '{"callbackProfile":"documented","losingLegStatus":"no-answer"}',
  });

  expect(options).toMatchObject({
    port: 4000,
    account: { accountSid: `AC${'a'.repeat(32)}`, authToken: 'token' },
    phoneNumbers: [
      {
        phoneNumber: '+442071838750',
        voiceUrl: 'https://app.example/voice',
        statusCallback: 'https://app.example/status',
      },
    ],
    connectors: [{ uniqueName: 'Default', endpointUrl: 'https://pay.example/charge', mode: 'LIVE' }],
    profile: 'documented',
    settings: { callbackProfile: 'documented', losingLegStatus: 'no-answer' },
  });
});

it('names every bad variable in one line, and repeats no value', () => {
  const message = messageOf({
    SIMULATOR_PORT: '99999',
    TWILIO_ACCOUNT_SID: 'secret-looking',
    VOICE_URL: 'ftp://app.example',
    SIMULATOR_PROFILE: 'perfect',
    SIMULATOR_SETTINGS: '{"callbackProfil":"documented"}',
  });

  for (const name of [
    'SIMULATOR_PORT',
    'TWILIO_ACCOUNT_SID',
    'VOICE_URL',
    'SIMULATOR_PROFILE',
    'SIMULATOR_SETTINGS',
  ]) {
    expect(message).toContain(name);
  }
  expect(message).not.toMatch(/99999|secret-looking|ftp|perfect|\n/);
});

it.each(['{', '[]', '5', '{"callbackProfile":1}'])('refuses %s as settings', (json) => {
  expect(messageOf({ SIMULATOR_SETTINGS: json })).toContain('SIMULATOR_SETTINGS');
});

it('says in one line that the port is taken', async () => {
  const first = await createSimulator({ port: 0 });

  await expect(createSimulator({ port: first.port })).rejects.toThrow(
    `Failed to listen on 127.0.0.1:${first.port}: another program is listening there.`,
  );
  await first.close();
});

function messageOf(environment: NodeJS.ProcessEnv): string {
  try {
    optionsFromEnvironment(environment);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}
