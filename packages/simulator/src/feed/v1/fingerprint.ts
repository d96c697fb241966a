import { murmur3 } from './murmur3.ts';

/** What Oura v1's Fingerprint filter calls each event, and which parts of its context it hashes (chain-input.md 1.3). */
const PREFIXES: Readonly<Record<string, string>> = {
  Block: 'blck',
  BlockEnd: 'blckend',
  Transaction: 'tx',
  TxInput: 'stxi',
  TxOutput: 'utxo',
  StakeRegistration: 'skre',
  StakeDeregistration: 'skde',
  StakeDelegation: 'dele',
  PoolRegistration: 'pool',
  PoolRetirement: 'reti',
  MoveInstantaneousRewardsCert: 'move',
  GenesisKeyDelegation: 'gene',
};

const ascii = new TextEncoder();

/** `slot.prefix.n`; `hashed` is the block's hash, or the transaction's and a position. */
export function fingerprintOf(variant: string, slot: number, hashed: string): string | null {
  const prefix = PREFIXES[variant];
  return prefix === undefined ? null : `${slot}.${prefix}.${murmur3(ascii.encode(hashed))}`;
}
