import { type CredentialHash, credentialHash, type Epoch, epoch, type PoolId, poolId } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { messageInvalid } from '../../errors.ts';
import type { Given } from '../client-message.ts';

/** For channels that are asked by nothing; what was sent is let pass. */
export type NoParams = Readonly<Record<never, never>> & JsonObject;
export const noParams = (): NoParams => ({});

const HEX56 = /^[0-9a-f]{56}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Far from where a column would overflow. */
const LAST_EPOCH = 999_999;

/** One form of it only, so that the params of an answer are those that were sent. @throws POOLTOOL_MESSAGE_INVALID */
export function poolIn(params: Given): PoolId {
  return poolId(matching(params, 'pool_id', HEX56, 'a pool id: 56 hex characters'));
}

/** @throws POOLTOOL_MESSAGE_INVALID */
export function stakeKeyIn(params: Given): CredentialHash {
  return credentialHash(matching(params, 'address', HEX56, 'a stake key: 56 hex characters'));
}

/** @throws POOLTOOL_MESSAGE_INVALID */
export const userIn = (params: Given): string => matching(params, 'user_id', UUID, 'a UUID in lower case');

/** @throws POOLTOOL_MESSAGE_INVALID */
export function epochIn(params: Given): Epoch {
  const given = params.get('epoch');
  if (typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= LAST_EPOCH) return epoch(given);
  throw messageInvalid({ message: `params.epoch is not an epoch: a number up to ${LAST_EPOCH}` });
}

function matching(params: Given, name: string, form: RegExp, wants: string): string {
  const given = params.get(name);
  if (typeof given === 'string' && form.test(given)) return given;
  throw messageInvalid({ message: `params.${name} is not ${wants}` });
}
