/** Text that is markup already. Only `html` makes it, so nothing of the database reaches the page unescaped. */
export interface Html {
  readonly markup: string;
}

type Piece = Html | string | number | bigint | null | undefined | readonly Piece[];

/** Markup with values: texts are escaped, lists joined, null and undefined leave nothing. */
export function html(texts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return { markup: texts.reduce((whole, text, index) => whole + markupOf(values[index - 1]) + text) };
}

function markupOf(value: Piece): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return 'markup' in value ? value.markup : value.map(markupOf).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
