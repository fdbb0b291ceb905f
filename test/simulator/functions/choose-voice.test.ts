import { expect, it } from '@jest/globals';
import { chooseVoice } from '#simulator/functions/choose-voice.ts';
import type { Resource } from '#simulator/functions/project.ts';

const project = (...paths: readonly string[]): readonly Resource[] =>
  paths.map((path) => ({
    kind: path.endsWith('.html') ? 'asset' : 'function',
    path,
    file: path,
    access: path === '/helpers' ? 'private' : 'public',
  }));

it.each([
  [['/anything', '/helpers', '/index.html'], '/anything'],
  [['/a', '/incoming-voice-call', '/voice'], '/incoming-voice-call'],
  [['/a', '/flow/incoming', '/voice-token'], '/flow/incoming'],
  [['/a', '/twilio/voice', '/voice-token'], '/twilio/voice'],
  [['/a', '/ivr', '/status'], '/ivr'],
  [['/a', '/b'], undefined],
  [['/helpers'], undefined],
])('of %j calls go to %s', (paths, chosen) => {
  expect(chooseVoice(project(...paths))).toBe(chosen);
});

it('takes the one asked for, with or without its slash', () => {
  expect(chooseVoice(project('/a', '/voice'), 'a')).toBe('/a');
});

it.each(['/helpers', '/index.html', '/c'])('refuses %s, which no webhook reaches', (asked) => {
  expect(() => chooseVoice(project('/a', '/helpers', '/index.html'), asked)).toThrow(
    `Failed to lead calls to ${asked}: the project has /a.`,
  );
});
