import { readdirSync, readFileSync } from 'node:fs';
import config from './jest.config.js';
import { isSlow, needsMuch } from './test/support/slow-tests.js';

const { globalSetup: _, globalTeardown: __, ...rest } = config;
const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** `npm run test:fast`: the tests to run while writing code, in under a minute. */
export default {
  ...rest,
  testMatch: readdirSync(new URL('test', import.meta.url), { recursive: true })
    .map((path) => `/test/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.test\.tsx?$/.test(path) && !isSlow(path) && !needsMuch(read(`.${path}`)))
    .map((path) => `<rootDir>${path}`),
};
