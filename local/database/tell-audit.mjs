import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import { tellOwner } from './owner.mjs';

// Replaces the audit table's stream, which the engine lacks: each write to it is posted as a record with what the sealing of
// chains reads, key and hash. Wraps the engine's actions, so it must be imported before the engine.
const require = createRequire(import.meta.url);
const { auditTable } = workerData;

/** By action: what a write was, from its input and the item before. A change need not be told apart from its repetition. */
const EVENTS = {
  putItem: (_data, old) => (old ? 'MODIFY' : 'INSERT'),
  updateItem: () => 'MODIFY',
  deleteItem: (_data, old) => old && 'REMOVE',
};

for (const [action, eventOf] of Object.entries(EVENTS)) {
  const path = require.resolve(`dynalite/actions/${action}`);
  const original = require(path);
  require.cache[path].exports = function told(store, data, callback) {
    if (data.TableName !== auditTable) return original(store, data, callback);
    const wanted = data.ReturnValues;
    if (action !== 'updateItem') data.ReturnValues = 'ALL_OLD';
    return original(store, data, (error, result) => {
      const eventName = !error && eventOf(data, result.Attributes);
      if (eventName) {
        const { paySid, sequence, hash } = data.Item ?? data.Key;
        tellOwner({ eventName, dynamodb: { NewImage: { paySid, sequence, hash } } });
      }
      if (action !== 'updateItem' && wanted !== 'ALL_OLD') delete result?.Attributes;
      callback(error, result);
    });
  };
}
