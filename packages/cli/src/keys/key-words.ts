import { InvalidValue, type PoolId, poolId } from '@pooltool/domain';
import { decodePoolId, encodingInvalid } from '@pooltool/shared-utils/crypto';
import { keysInvalid } from '../errors.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws POOLTOOL_KEYS_INVALID */
export function userNamed(text: string): string {
  const user = text.trim().toLowerCase();
  if (UUID.test(user)) return user;
  throw keysInvalid({ message: `${JSON.stringify(text.slice(0, 60))} is no user id: it is a UUID` });
}

/** `pool1…` or 56 hex characters, in either case. @throws POOLTOOL_KEYS_INVALID */
export function poolNamed(text: string): PoolId {
  const lower = text.trim().toLowerCase();
  try {
    return poolId(lower.startsWith('pool1') ? decodePoolId(lower) : lower);
  } catch (cause) {
    if (!(cause instanceof InvalidValue) && !encodingInvalid.is(cause)) throw cause;
    throw keysInvalid({
      message: `${JSON.stringify(text.slice(0, 80))} is no pool: pool1… or 56 hex characters`,
      cause,
    });
  }
}
