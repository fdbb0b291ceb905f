/** Replaces a file of a package by the module that Node itself loads, once per worker. See `runner.js`. */
export default {
  process: (_, path) => ({ code: `module.exports = globalThis.requireNatively(${JSON.stringify(path)});` }),
};
