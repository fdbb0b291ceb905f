import config from './jest.config.js';
import { SLOW_TESTS } from './test/support/slow-tests.js';

/** `npm run test:fast`: the tests to run while writing code. */
const { globalSetup: _, ...rest } = config;
export default { ...rest, testPathIgnorePatterns: SLOW_TESTS };
