import { XMLParser } from 'fast-xml-parser';

/** What an element holds: a text, children by name, or — as a list — the same element several times. Undefined is left out. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlContent[]
  | { readonly [name: string]: XmlContent };

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole document. Errors carry no namespace, everything else does, as the service answers. */
export function xmlDocument(root: string, content: XmlContent): string {
  const attribute = root === 'Error' ? '' : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${inner(content)}</${root}>`;
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (isList(content)) return content.map((each) => element(name, each)).join('');
  return `<${name}>${inner(content)}</${name}>`;
}

function inner(content: XmlContent): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escaped(String(content));
  if (isList(content)) return content.map(inner).join('');
  return Object.entries(content)
    .map(([name, child]) => element(name, child))
    .join('');
}

const isList = (content: XmlContent): content is readonly XmlContent[] => Array.isArray(content);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Control characters are legal in keys but not in XML 1.0; the service writes them as character references all the same. */
function escaped(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (c) => ENTITIES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

/** An element of a request: its children by name, each a list; texts stay texts. */
export type XmlElement = { readonly [name: string]: unknown };

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  numberParseOptions: { hex: false, leadingZeros: false },
});

/** The root element `root` of a request body, or undefined when the text is not such a document. */
export function parseXml(text: string, root: string): XmlElement | undefined {
  try {
    const parsed: unknown = parser.parse(text, true);
    return isElement(parsed) ? childrenNamed(parsed, root)[0] : undefined;
  } catch {
    return undefined;
  }
}

/** The children called `name` that are elements themselves. */
export function childrenNamed(parent: XmlElement, name: string): readonly XmlElement[] {
  const found = parent[name];
  return (Array.isArray(found) ? found : [found]).filter(isElement);
}

/** The text of the one child called `name`. */
export function childText(parent: XmlElement, name: string): string | undefined {
  const found = parent[name];
  return typeof found === 'string' ? found : undefined;
}

const isElement = (value: unknown): value is XmlElement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
