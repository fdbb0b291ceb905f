// dynalite 4.0.0 parses each expression anew, and each time its parsers make two hundred functions, which V8 optimizes again and
// again: a fifth of the processor time of the engine's thread, and two fifths of that of the threads beside it. Here a text is parsed
// once for the same names and types of values. The tests load this file past jest, as they do the engine, hence CommonJS.

/** What the parsers make of these depends on the values themselves. */
const READS_VALUES = /between|attribute_type/i;

/** In a text without an error, each is used. */
const NAMES = /[#:]\w+/g;

/** Texts kept of each parser. Ours are some dozens. */
const MOST = 1_000;

/** Where a parsed expression has one of the request's values. */
class Value {
  constructor(name) {
    this.name = name;
  }
}

for (const name of ['conditionParser', 'projectionParser', 'updateParser']) {
  const parser = require(`dynalite/db/${name}`);
  const { parse } = parser;
  const kept = new Map();

  parser.parse = (text, options) => {
    if (READS_VALUES.test(text)) return parse(text, options);
    const { attrNames, attrVals = {}, unusedAttrNames, unusedAttrVals } = options.context;
    const values = Object.entries(attrVals);
    const key = JSON.stringify([
      text,
      attrNames,
      values.map(([name, value]) => [name, ...Object.keys(value)]),
    ]);
    let form = kept.get(key);
    if (form) {
      for (const used of text.match(NAMES) ?? []) {
        delete unusedAttrNames?.[used];
        delete unusedAttrVals?.[used];
      }
    } else {
      const result = parse(text, options);
      // Text is an error's.
      if (typeof result === 'string') return result;
      form = withoutValues(result, new Map(values.map(([name, value]) => [value, name])));
      if (kept.size === MOST) kept.clear();
      kept.set(key, form);
    }
    return withValues(form, attrVals);
  };
}

function withoutValues(part, names) {
  return names.has(part) ? new Value(names.get(part)) : copy(part, (member) => withoutValues(member, names));
}

/** Everything is a copy, as the engine changes what was parsed. */
function withValues(part, values) {
  return part instanceof Value ? values[part.name] : copy(part, (member) => withValues(member, values));
}

function copy(part, copyMember) {
  if (Array.isArray(part)) return part.map(copyMember);
  if (part === null || typeof part !== 'object') return part;
  const copied = Object.create(Object.getPrototypeOf(part));
  for (const name in part) copied[name] = copyMember(part[name]);
  return copied;
}
