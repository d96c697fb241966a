import { InvalidValue, type PoolId, poolId } from '@pooltool/domain';
import { decodePoolId, encodingInvalid } from '@pooltool/shared-utils/crypto';
import { Type } from 'typebox';
import { poolIdInvalid } from '../errors.ts';

export const poolParameter = Type.String({
  description: 'The pool: bech32 (`pool1…`) or its 56 hex characters, in either case.',
  minLength: 1,
  maxLength: 100,
  examples: ['pool1pu5jlj4q9w9jlxeu370a3c9myx47md5j5m2str0naunn2q3lkdy'],
});

/** @throws POOLTOOL_POOL_ID_INVALID (400) saying what is wrong with it */
export function poolFrom(text: string): PoolId {
  try {
    return poolId(text.toLowerCase().startsWith('pool1') ? decodePoolId(text) : text.toLowerCase());
  } catch (cause) {
    if (encodingInvalid.is(cause)) throw poolIdInvalid({ message: cause.message, cause });
    if (!(cause instanceof InvalidValue)) throw cause;
    throw poolIdInvalid({ message: `${JSON.stringify(text)} is not a pool id`, cause });
  }
}
