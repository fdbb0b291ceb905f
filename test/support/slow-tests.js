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
  '/test/infra/operate/(audit/(audit-verify|scratch)|evidence/(collect|template))\\.test\\.',
  '/test/lambdas/records/hundred-thousand\\.test\\.',
  '/test/lambdas/sweep/many-open\\.test\\.',
  '/test/lambdas/(tlog/(foreign|merkle)|stores/tlog-store)\\.test\\.',
  '/test/simulator/(package|functions/functions-project)\\.test\\.',
  '/test/local/(commands|main|payment-counts|scripted-payment)\\.test\\.',
];

/** What a test file imports that takes a second by itself: an engine of tables, rendered pages, a stack, a process. */
const MUCH =
  /'[^']*(?:\/(?:[\w-]+-house|document-client|render-desk|synth-stack|start-stack|start-sync|database|add-stacks)\.tsx?|@testing-library\/preact|aws-cdk-lib[\w/-]*|node:child_process)'/;

/** What takes many seconds. `npm run test:fast` leaves it out, and whatever needs much. */
export const isSlow = (path) =>
  SLOW_TESTS.some((pattern) => new RegExp(pattern).test(path.replaceAll('\\', '/')));

export const needsMuch = (source) => MUCH.test(source);

/** So many others follow each slow one: at the end only short ones are left, and none runs alone. */
const OTHERS = 4;

/**
 * Mixes the slow tests, which wait for most of their time, with those that compute: the cores are busy throughout. Until jest
 * has timed a run it sorts by file size, and the slow files are small; by name, slow ones that compute are not all together.
 */
export default class Mixed extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const slow = sorted.filter(({ path }) => isSlow(path));
    const others = sorted.filter(({ path }) => !isSlow(path));
    if (!sorted.some(({ duration }) => duration !== undefined))
      slow.sort((a, b) => basename(a.path).localeCompare(basename(b.path)));
    const mixed = slow.flatMap((test, at) => [test, ...others.slice(at * OTHERS, (at + 1) * OTHERS)]);
    return [...mixed, ...others.slice(slow.length * OTHERS)];
  }
}
