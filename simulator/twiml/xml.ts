import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { TwimlError } from './twiml-error.ts';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text directly inside, trimmed. */
  readonly text: string;
}

/**
 * Reads a document into a tree of elements, names case-sensitive as in Twilio.
 *
 * @throws {@link TwimlError} `invalid` when it is not one well-formed XML document.
 */
export function parseXml(source: string): Element {
  const checked = source.trim() === '' ? undefined : XMLValidator.validate(source);
  if (checked !== true) {
    const where = checked ? ` at line ${checked.err.line}` : '';
    throw new TwimlError(
      'invalid',
      `Failed to read the TwiML: it is not well-formed XML${where}. Return one <Response> document.`,
    );
  }
  const roots = elementsOf(parse(source));
  const root = roots[0];
  if (!root || roots.length > 1) {
    throw new TwimlError('invalid', 'Failed to read the TwiML: expected exactly one root element.');
  }
  return root;
}

type Node = Readonly<Record<string, unknown>>;

/** The library refuses XML that is well-formed but dangerous: names like `__proto__`, endless entities. */
function parse(source: string): readonly Node[] {
  try {
    return PARSER.parse(source) as readonly Node[];
  } catch {
    throw new TwimlError(
      'invalid',
      'Failed to read the TwiML: it uses dangerous names or entities. Remove them.',
    );
  }
}

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const ATTRIBUTES = ':@';
const TEXT = '#text';

function elementsOf(nodes: readonly Node[]): Element[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT);
    if (name === undefined) return [];
    const content = node[name] as readonly Node[];
    return {
      name,
      attributes: (node[ATTRIBUTES] ?? {}) as Record<string, string>,
      children: elementsOf(content),
      text: content
        .map((child) => child[TEXT] ?? '')
        .join('')
        .trim(),
    };
  });
}
