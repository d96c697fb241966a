import { localRulesInvalid } from './rules-invalid.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string }
  /** `auth`, `$uid` */
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string };

const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /\$?[A-Za-z_][A-Za-z0-9_]*/y;
const SYMBOL = /===|!==|==|!=|<=|>=|&&|\|\||[()[\].,!<>+\-*/%?:]/y;
const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy;
const PATTERN = /\/((?:[^/\\]|\\.)+)\/([a-z]*)/y;

/** @throws POOLTOOL_LOCAL_RULES_INVALID at the first character that begins nothing */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found !== null) at = form.lastIndex;
    return found;
  };
  while (at < text.length) {
    if (take(SPACE) !== null) continue;
    // A pattern is only ever an argument, so a slash after a bracket is no division.
    const before = tokens.at(-1);
    const pattern = before?.kind === 'symbol' && before.text === '(' ? take(PATTERN) : null;
    if (pattern !== null) {
      tokens.push({ kind: 'pattern', source: pattern[1] ?? '', flags: pattern[2] ?? '' });
      continue;
    }
    const token = plainToken(take);
    if (token === null) {
      throw localRulesInvalid({ message: `unexpected ${JSON.stringify(text.charAt(at))} at ${at} of ${text}` });
    }
    tokens.push(token);
  }
  return tokens;
}

function plainToken(take: (form: RegExp) => RegExpExecArray | null): Token | null {
  const number = take(NUMBER);
  if (number !== null) return { kind: 'number', value: Number(number[0]) };
  const name = take(NAME);
  if (name !== null) return { kind: 'name', text: name[0] };
  const quoted = take(TEXT);
  if (quoted !== null) return { kind: 'text', value: unescaped(quoted[0].slice(1, -1)) };
  const symbol = take(SYMBOL);
  return symbol === null ? null : { kind: 'symbol', text: symbol[0] };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, one: string) => ESCAPES[one] ?? one);
