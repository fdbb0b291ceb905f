import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** A browser or a started process, campaigns, fuzzing and whatever else runs through many orders or inputs. */
const SLOW_TESTS = [
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

/** What a test file imports that takes a second by itself: an engine of tables, rendered pages, a stack, a process. */
const MUCH =
  /'[^']*(?:\/(?:[\w-]+-house|document-client|render-desk|synth-stack|start-stack|start-sync|database|add-stacks)\.tsx?|@testing-library\/preact|aws-cdk-lib[\w/-]*|node:child_process)'/;

/** What takes many seconds, and is started first. `npm run test:fast` leaves it out, and whatever needs much. */
export const isSlow = (path) =>
  SLOW_TESTS.some((pattern) => new RegExp(pattern).test(path.replaceAll('\\', '/')));

export const needsMuch = (source) => MUCH.test(source);

/**
 * Starts the slow tests first, so that none is left running alone at the end. Until jest has timed a run it sorts by
 * file size, and the slow files are small. Sorting them by name mixes those that wait with those that compute.
 */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const slow = sorted
      .filter(({ path }) => isSlow(path))
      .sort((a, b) => basename(a.path).localeCompare(basename(b.path)));
    return [...slow, ...sorted.filter(({ path }) => !isSlow(path))];
  }
}
