import { isRecord } from '../json.ts';
import { isValidKey, type Path } from '../tree/path.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './parse-expression.ts';
import { localRulesInvalid } from './rules-invalid.ts';

/** What a rules file says of one place, and of those below. */
export interface RulesTree {
  readonly read: Expression | null;
  readonly write: Expression | null;
  readonly validate: Expression | null;
  readonly indexOn: readonly string[];
  readonly children: ReadonlyMap<string, RulesTree>;
  /** For every key that `children` does not name. */
  readonly anyChild: { readonly name: string; readonly rules: RulesTree } | null;
}

/**
 * Reads a parsed rules file: `{"rules": {…}}`.
 *
 * @throws POOLTOOL_LOCAL_RULES_INVALID naming the place: a condition that cannot be read, an unknown key, two captures at one place
 */
export function rulesTree(file: unknown): RulesTree {
  if (!isRecord(file) || !isRecord(file['rules'])) {
    throw localRulesInvalid({ message: 'a rules file is an object with one key, rules' });
  }
  return treeAt(file['rules'], [], new Set(ALWAYS_KNOWN));
}

const ALWAYS_KNOWN = ['auth', 'now', 'root', 'data'] as const;

function treeAt(content: Readonly<Record<string, unknown>>, path: Path, known: ReadonlySet<string>): RulesTree {
  const place = `/${path.join('/')}`;
  const refused = (why: string, cause?: unknown) => localRulesInvalid({ message: `${place}: ${why}`, cause });
  const withNewData = new Set([...known, 'newData']);
  const condition = (key: '.read' | '.write' | '.validate'): Expression | null => {
    const text = content[key];
    if (text === undefined) return null;
    if (typeof text === 'boolean') return { kind: 'literal', value: text };
    if (typeof text !== 'string') throw refused(`${key} is neither a text nor true or false`);
    try {
      return parseExpression(text, key === '.read' ? known : withNewData);
    } catch (error) {
      throw localRulesInvalid.is(error) ? refused(`${key}: ${error.message}`, error) : error;
    }
  };
  const children = new Map<string, RulesTree>();
  let anyChild: RulesTree['anyChild'] = null;
  for (const [key, below] of Object.entries(content)) {
    if (key.startsWith('.')) {
      if (!DIRECTIVES.has(key)) throw refused(`${key} is no rule`);
      continue;
    }
    if (!isRecord(below)) throw refused(`what is below ${key} is no object`);
    if (!key.startsWith('$')) {
      if (!isValidKey(key)) throw refused(`${JSON.stringify(key)} is no key`);
      children.set(key, treeAt(below, [...path, key], known));
      continue;
    }
    if (anyChild !== null) throw refused('there are two captures');
    if (known.has(key)) throw refused(`${key} is captured twice`);
    anyChild = { name: key, rules: treeAt(below, [...path, key], new Set([...known, key])) };
  }
  return {
    read: condition('.read'),
    write: condition('.write'),
    validate: condition('.validate'),
    indexOn: indexesOf(content['.indexOn'], refused),
    children,
    anyChild,
  };
}

const DIRECTIVES: ReadonlySet<string> = new Set(['.read', '.write', '.validate', '.indexOn']);

function indexesOf(value: unknown, refused: (why: string) => Error): readonly string[] {
  if (value === undefined) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one === 'string' && one !== '') return one;
    throw refused('.indexOn is neither a name nor a list of names');
  });
}
