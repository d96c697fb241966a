import { Branch, childrenOf, leafValue } from '../tree/node.ts';
import type { SnapshotMethod, TextMethod } from './methods.ts';
import { fault, type RuleValue, textOf } from './rule-value.ts';
import type { Snapshot } from './snapshot.ts';

/** @throws RuleFault */
export function callSnapshot(of: Snapshot, method: SnapshotMethod, args: readonly RuleValue[]): RuleValue {
  switch (method) {
    case 'val':
      return of.value();
    case 'child':
      return childAt(of, args[0]);
    case 'parent':
      return of.parent() ?? missing('the parent of the root');
    case 'hasChild':
      return childAt(of, args[0]).node !== null;
    case 'hasChildren':
      return hasChildren(of, args[0]);
    case 'exists':
      return of.node !== null;
    case 'getPriority':
      return of.priority();
    case 'isNumber':
      return typeof leafValue(of.node) === 'number';
    case 'isString':
      return typeof leafValue(of.node) === 'string';
    case 'isBoolean':
      return typeof leafValue(of.node) === 'boolean';
  }
}

/** @throws RuleFault */
export function callText(of: string, method: TextMethod, args: readonly RuleValue[]): RuleValue {
  const [first, second] = args;
  switch (method) {
    case 'contains':
      return of.includes(textOf(first));
    case 'beginsWith':
      return of.startsWith(textOf(first));
    case 'endsWith':
      return of.endsWith(textOf(first));
    case 'replace':
      return of.split(textOf(first)).join(textOf(second));
    case 'toLowerCase':
      return of.toLowerCase();
    case 'toUpperCase':
      return of.toUpperCase();
    case 'matches':
      return first instanceof RegExp ? first.test(of) : missing('a pattern');
  }
}

function childAt(of: Snapshot, path: RuleValue | undefined): Snapshot {
  return of.child(textOf(path)) ?? missing('a child whose path is none');
}

function hasChildren(of: Snapshot, keys: RuleValue | undefined): boolean {
  if (keys === undefined) return of.node instanceof Branch && childrenOf(of.node) !== null;
  if (!Array.isArray(keys) || keys.length === 0) throw fault('asks for children by something that is no list');
  return keys.every((key: RuleValue) => childAt(of, key).node !== null);
}

function missing(what: string): never {
  throw fault(`asks for ${what}`);
}
