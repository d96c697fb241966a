import type { Write } from '../database/write.ts';
import type { Identity } from '../identity/identity.ts';
import { isRecord } from '../json.ts';
import { type Index, type Query, selectsEverything } from '../query/query.ts';
import { childrenOf, type Node, nodeAt } from '../tree/node.ts';
import { type Path, PRIORITY } from '../tree/path.ts';
import { forEachEntry } from '../tree/sorted-tree.ts';
import { holds, type Scope } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { propertiesOf, type RuleValue } from './rule-value.ts';
import { type RulesTree, rulesTree } from './rules-tree.ts';
import { Snapshot } from './snapshot.ts';

export interface ReadAttempt {
  readonly identity: Identity;
  readonly path: Path;
  readonly root: Node;
  readonly nowMs: number;
}

export interface WriteAttempt {
  readonly identity: Identity;
  /** All that take effect together. */
  readonly writes: readonly Write[];
  readonly before: Node;
  readonly after: Node;
  readonly nowMs: number;
}

/** What a rules file lets whom do, by the published semantics. The owner is not asked about. */
export interface SecurityRules {
  /** `.read` at the place or above it. A query needs what its place needs. */
  mayRead(attempt: ReadAttempt): boolean;
  /**
   * For each write `.write` at its place or above it, and every `.validate` from the root down to all that is written. A removal is not
   * validated.
   */
  mayWrite(attempt: WriteAttempt): boolean;
  /** Whether the query is by key or by something that `.indexOn` of its place names. */
  isIndexed(path: Path, query: Query): boolean;
}

/** @throws POOLTOOL_LOCAL_RULES_INVALID */
export function securityRules(file: unknown): SecurityRules {
  const rules = rulesTree(file);
  return {
    mayRead: ({ identity, path, root, nowMs }) => {
      const way = wayTo(rules, path, startingScope(identity, root, nowMs));
      return way.some(({ tree, path: here, scope }) => met(tree.read, scope, { data: new Snapshot(root, here) }));
    },
    mayWrite: (attempt) => attempt.writes.every((write) => mayWriteOne(rules, write, attempt)),
    isIndexed: (path, query) => {
      const name = indexName(query.index);
      if (name === null || selectsEverything(query)) return true;
      return wayTo(rules, path, new Map()).some(
        ({ tree, path: here }) => here.length === path.length && tree.indexOn.includes(name),
      );
    },
  };
}

function mayWriteOne(rules: RulesTree, write: Write, { identity, before, after, nowMs }: WriteAttempt): boolean {
  const path = write.path.at(-1) === PRIORITY ? write.path.slice(0, -1) : write.path;
  const way = wayTo(rules, path, startingScope(identity, before, nowMs));
  const views = (here: Path) => ({ data: new Snapshot(before, here), newData: new Snapshot(after, here) });
  if (!way.some(({ tree, path: here, scope }) => met(tree.write, scope, views(here)))) return false;
  if (nodeAt(after, path) === null) return true;
  const isValid = ({ tree, path: here, scope }: Step): boolean =>
    tree.validate === null || met(tree.validate, scope, views(here));
  const isValidBelow = (step: Step): boolean => {
    let valid = true;
    forEachEntry(childrenOf(nodeAt(after, step.path)), (key) => {
      const below = valid ? stepInto(step, key) : null;
      if (below !== null) valid = isValid(below) && isValidBelow(below);
    });
    return valid;
  };
  const last = way.at(-1);
  return way.every(isValid) && (last === undefined || last.path.length < path.length || isValidBelow(last));
}

/** A place of the rules, where it lies in the data, and what is known there. */
interface Step {
  readonly tree: RulesTree;
  readonly path: Path;
  readonly scope: Scope;
}

/** From the root to the place, or to where the rules end. */
function wayTo(rules: RulesTree, path: Path, scope: Scope): readonly Step[] {
  let here: Step = { tree: rules, path: [], scope };
  const way = [here];
  for (const key of path) {
    const next = stepInto(here, key);
    if (next === null) break;
    way.push(next);
    here = next;
  }
  return way;
}

function stepInto({ tree, path, scope }: Step, key: string): Step | null {
  const named = tree.children.get(key);
  if (named !== undefined) return { tree: named, path: [...path, key], scope };
  if (tree.anyChild === null) return null;
  const { name, rules } = tree.anyChild;
  return { tree: rules, path: [...path, key], scope: new Map([...scope, [name, key]]) };
}

function met(condition: Expression | null, scope: Scope, views: Readonly<Record<string, Snapshot>>): boolean {
  return condition !== null && holds(condition, new Map<string, RuleValue>([...scope, ...Object.entries(views)]));
}

const startingScope = (identity: Identity, root: Node, nowMs: number): Scope =>
  new Map<string, RuleValue>([
    ['auth', authOf(identity)],
    ['now', nowMs],
    ['root', new Snapshot(root, [])],
  ]);

function authOf(identity: Identity): RuleValue {
  if (identity.kind !== 'user') return null;
  const { uid, claims } = identity;
  const firebase = isRecord(claims['firebase']) ? claims['firebase'] : {};
  const provider = claims['provider'] ?? firebase['sign_in_provider'] ?? 'custom';
  return propertiesOf({ uid, provider, token: claims });
}

function indexName(index: Index): string | null {
  switch (index.by) {
    case 'key':
    case 'priority':
      return null;
    case 'value':
      return '.value';
    case 'child':
      return index.path.join('/');
  }
}
