import type { Branch } from '../tree/node.ts';
import type { Snapshot } from './snapshot.ts';

/** What an expression can come to. */
export type RuleValue =
  | string
  | number
  | boolean
  | null
  | Snapshot
  | Branch
  | RegExp
  | Properties
  | readonly RuleValue[];

/** `auth` and what it holds. */
export interface Properties {
  /** Null for what is not there. */
  properties(name: string): RuleValue;
}

/** The values of a token: texts, numbers, truths and more of the like; lists have no properties in rules. */
export function propertiesOf(record: Readonly<Record<string, unknown>>): Properties {
  return {
    properties(name) {
      const value = Object.hasOwn(record, name) ? record[name] : undefined;
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
      return isPlain(value) ? propertiesOf(value) : null;
    },
  };
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The condition makes no sense of what it found, so it is not met. */
export class RuleFault extends Error {
  override readonly name = 'RuleFault';
}

export const fault = (says: string): RuleFault => new RuleFault(says);

/** @throws RuleFault */
export function textOf(value: RuleValue | undefined): string {
  if (typeof value === 'string') return value;
  throw fault('takes something for a text that is none');
}
