import type { DocumentMark } from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/**
 * Something that clients write into Firebase and that can also be changed by other ways, and is then drawn there by the publisher. PostgreSQL
 * has the truth; what Firebase shows and is neither the truth nor what was drawn, somebody wrote there.
 */
export interface SharedWord<Value> {
  readonly name: string;
  /** the document that shows it */
  markOf(subject: string): DocumentMark;
  /** the part of that document, and what it draws at which paths below the network's root */
  drawn(subject: string, value: Value): DrawnPart;
  /** what the truth is of these subjects; one that is missing can have none */
  read(db: Queryable, subjects: readonly string[]): Promise<ReadonlyMap<string, Value>>;
  /** what Firebase has, `undefined` where it has nothing; null: nothing anybody may say */
  parse(seen: unknown): Value | null;
  /** Also where nothing was ever said here, and so nothing is drawn: what is refused does not stay for everybody to see. */
  readonly refusedIsWipedOut: boolean;
  /** What an absent node says: nothing, because a Firebase that lost its data must not take the truth with it; or that it was taken away. */
  readonly absence: 'says nothing' | 'is said';
  same(one: Value, other: Value): boolean;
  /** When the truth last changed, unix milliseconds; null: nobody knows. */
  changedAt(db: Queryable, subject: string): Promise<number | null>;
  save(tx: Transaction, subject: string, value: Value, nowMs: number): Promise<void>;
}

/** As the publisher draws it: by the hash of `values` it knows what Firebase shows. */
export interface DrawnPart {
  /** '' : the document is one part */
  readonly part: string;
  readonly values: Readonly<Record<string, JsonValue>>;
}

export type Outcome = 'same' | 'waiting' | 'saved' | 'refused';
