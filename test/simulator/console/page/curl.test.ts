import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { curlOf as curlAt } from '#simulator/console/page/curl.ts';
import { entry } from '../support/console-data.ts';

const curlOf = (each: ReturnType<typeof entry>) => curlAt(each, 'http://127.0.0.1:3001');

/** What a shell hands to curl. */
function run(command: string): readonly string[] {
  const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${command}`;
  const environment = { PATH: process.env.PATH, TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'secret' };
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: environment })
    .split('\0')
    .slice(0, -1);
}

describe('a request as curl', () => {
  it('has the signature and every parameter as shown, whatever it holds', () => {
    const hostile = `it's $(reboot) \`reboot\` "quoted" \\ \n@/etc/passwd`;
    const command = curlOf(
      entry(1, {
        url: "http://127.0.0.1:3000/a'b?c={1,2}[3]",
        signature: 'c2ln+/=',
        parameters: { From: hostile, '@n=a': '1', Secret: '(hidden)' },
      }),
    );
    expect(run(command)).toEqual([
      ...['-g', '-X', 'POST', "http://127.0.0.1:3000/a'b?c={1,2}[3]", '-H', 'X-Twilio-Signature: c2ln+/='],
      ...['--data-urlencode', `From=${hostile}`, '--data-urlencode', '%40n%3Da=1'],
      ...['--data-urlencode', 'Secret=(hidden)'],
    ]);
  });

  it('puts the parameters of a GET into its query', () => {
    const got = run(curlOf(entry(1, { method: 'GET', parameters: { CallSid: 'CA1' } })));
    expect(got).toEqual(['-g', '-G', 'http://127.0.0.1:3000/voice', '--data-urlencode', 'CallSid=CA1']);
  });

  it('signs in for the REST API with what the shell knows', () => {
    expect(run(curlOf(entry(1, { kind: 'rest', method: 'DELETE' })))).toEqual([
      '-g',
      '-X',
      'DELETE',
      'http://127.0.0.1:3000/voice',
      '-u',
      'AC1:secret',
    ]);
  });

  it.each(['https://api.twilio.com', 'http://api.twilio.com:8443'])('asks the simulator for %s', (origin) => {
    const url = `${origin}/2010-04-01/Accounts/AC1/Calls.json`;
    expect(run(curlOf(entry(1, { kind: 'rest', method: 'GET', url })))[1]).toBe(
      'http://127.0.0.1:3001/simulator/at/api.twilio.com/2010-04-01/Accounts/AC1/Calls.json',
    );
  });

  it('sends JSON to the payment processor', () => {
    const parameters = { amount: '12.00', cardnumber: 'xxxxxxxxxxxx1111' };
    expect(run(curlOf(entry(1, { kind: 'connector', parameters }))).slice(-2)).toEqual([
      '--data',
      JSON.stringify(parameters),
    ]);
  });
});
