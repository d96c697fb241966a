import { Type } from 'typebox';

/**
 * Money on the wire. In `/v1` an amount is a string of digits: it survives every JSON parser. The shapes of the old clients
 * (clients.md) have numbers there; a route that serves them says so with `lovelaceNumber`, and hands out the bigint itself,
 * which the server writes with all its digits. So a route's schema tells which of both it speaks, and nothing converts in between.
 */
export const lovelaceText = (description: string) =>
  Type.String({ description: `${description}; lovelace`, pattern: '^-?[0-9]+$', examples: ['34277411284'] });

export const lovelaceNumber = (description: string) =>
  Type.Integer({
    description: `${description}; lovelace, all digits: beyond 2^53 a parser may round`,
    // Generated clients make a type of it that holds all of them.
    format: 'int64',
    examples: [34277411284],
  });

/** For a `lovelaceText`. */
export const textOf = (amount: bigint): string => amount.toString();
export const textOrNull = (amount: bigint | null): string | null => (amount === null ? null : amount.toString());
