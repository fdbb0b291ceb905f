import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/**
 * What `npm run test:fast` leaves out: a browser or a started process, campaigns, fuzzing and whatever else runs through
 * many orders or inputs, and the rule packs and schemas over the stack.
 */
export const SLOW_TESTS = [
  '/test/journey/',
  '/test/simulator/(run/|browser/twilio-hosts\\.)',
  '/test/prove/([\\w-]+)/\\1\\.test\\.',
  '/test/security/fuzz-',
  '\\.(orders|property)\\.test\\.',
  '/test/infra/(template-schema|update|validation)\\.test\\.',
  '/test/infra/operate/(audit/audit-verify|evidence/(collect|template))\\.test\\.',
  '/test/lambdas/records/hundred-thousand\\.test\\.',
  '/test/lambdas/sweep/many-open\\.test\\.',
  '/test/lambdas/(tlog/(foreign|merkle)|stores/tlog-store)\\.test\\.',
  '/test/simulator/(package|functions/functions-project)\\.test\\.',
  '/test/local/(commands|main|payment-counts|scripted-payment)\\.test\\.',
];

const isSlow = ({ path }) =>
  SLOW_TESTS.some((pattern) => new RegExp(pattern).test(path.replaceAll('\\', '/')));

/**
 * Starts the slow tests first, so that none is left running alone at the end. Until jest has timed a run it sorts by
 * file size, and the slow files are small. Sorting them by name mixes those that wait with those that compute.
 */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const slow = sorted.filter(isSlow).sort((a, b) => basename(a.path).localeCompare(basename(b.path)));
    return [...slow, ...sorted.filter((test) => !isSlow(test))];
  }
}
