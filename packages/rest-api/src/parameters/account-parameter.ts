import { InvalidValue, type Network, parseCredential, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { decodeStakeAddress, encodingInvalid } from '@pooltool/shared-utils/crypto';
import { Type } from 'typebox';
import { accountInvalid } from '../errors.ts';

export const accountParameter = Type.String({
  description:
    'The reward account: its address (`stake1…`, on test networks `stake_test1…`), or its credential with its kind, ' +
    '`key:<56 hex>` or `script:<56 hex>`. Two kinds with equal bytes are different accounts.',
  minLength: 1,
  maxLength: 100,
  examples: ['stake1u9ylzsgxaa6xctf4juup682ar3juj85n8tx3hthnljg47zctvm3rc'],
});

/** @throws POOLTOOL_ACCOUNT_INVALID (400) saying what is wrong with it, also for an address of another network */
export function accountFrom(text: string, { address, name }: Pick<Network, 'address' | 'name'>): StakeCredential {
  try {
    if (!/^stake(_test)?1/i.test(text)) return parseCredential(text.toLowerCase());
    const { credential, network } = decodeStakeAddress(text);
    const ours = address.networkId === 1 ? 'mainnet' : 'testnet';
    if (network !== ours) {
      const theirs = network === 'mainnet' ? 'mainnet' : 'a test network';
      throw accountInvalid({ message: `this is an address of ${theirs}, and this API is about ${name}` });
    }
    return stakeCredential(credential.kind, credential.hash);
  } catch (cause) {
    if (encodingInvalid.is(cause)) throw accountInvalid({ message: cause.message, cause });
    if (!(cause instanceof InvalidValue)) throw cause;
    throw accountInvalid({ message: `${JSON.stringify(text)} is not a reward account`, cause });
  }
}
