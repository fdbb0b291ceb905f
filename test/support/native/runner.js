import hooks from 'node:async_hooks';
import { createRequire } from 'node:module';
import { types } from 'node:util';
import circus from 'jest-circus/runner';

const require = createRequire(import.meta.url);

/** Storages that a test file made. */
const storages = new Set();
hooks.AsyncLocalStorage = class extends hooks.AsyncLocalStorage {
  constructor(...options) {
    super(...options);
    storages.add(this);
    const [, , maker = ''] = new Error().stack.split('\n');
    if (maker.includes('jest-circus')) keepInVariable(this);
  }
};

/**
 * jest-circus keeps which test is running in a storage, for tests that run at the same time; we have none. A storage in use makes
 * Node 20 run a hook for each promise, which is a tenth of a handler's test.
 */
function keepInVariable(storage) {
  let current;
  storage.getStore = () => current;
  storage.run = async (store, run) => {
    const before = current;
    current = store;
    try {
      return await run();
    } finally {
      current = before;
    }
  };
}

/**
 * Jest's own runner, with Node's `require` lent to the test file for the packages of `package.js`. Jest gives each
 * file a context of its own, in which a package is compiled anew and every look at a global costs more.
 */
export default async function runNatively(globalConfig, config, environment, ...rest) {
  const { global } = environment;
  const { env } = global.process;
  const variables = { ...process.env };
  global.requireNatively = (path) => require(path);
  // The file and the packages read the same variables. They are put back for the next file.
  global.process.env = process.env;
  // What the packages throw is an error to the file as well.
  Object.defineProperty(global.Error, Symbol.hasInstance, {
    value(error) {
      const isOwn = Function.prototype[Symbol.hasInstance].call(this, error);
      return isOwn || (this === global.Error && types.isNativeError(error));
    },
  });
  try {
    return await circus.default(globalConfig, config, environment, ...rest);
  } finally {
    // Node 20 copies the store of every storage in use to every promise: with each file, those that follow get slower.
    for (const storage of storages) storage.disable();
    storages.clear();
    global.process.env = env;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, variables);
  }
}
