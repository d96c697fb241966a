import { decodeBlock } from '@pooltool/codec';
import { type Block, type ClaimedElection, type PoolId, slot, type Tip } from '@pooltool/domain';
import { leaderValue, toHex } from '@pooltool/shared-utils/crypto';
import { makeBlock } from '../../chain/make-block.ts';
import type { Random } from '../../random.ts';
import type { Elected, Maker, ShownElection } from './elections.ts';

/** A block of the simulated network, as it travels and as its nodes tell of it. */
export interface NetworkBlock {
  readonly bytes: Uint8Array;
  readonly block: Block;
  readonly maker: Maker;
  readonly producer: PoolId;
  /** hex */
  readonly issuerKey: string;
  readonly election: PraosElection;
  readonly certificateNumber: number;
}

export type PraosElection = ClaimedElection & { readonly kind: 'praos' };

export const tipOf = ({ block: { slot, hash, height } }: NetworkBlock): Tip => ({ slot, hash, height });

export const praosElection = ({ output, proof }: ShownElection): PraosElection => ({
  kind: 'praos',
  blockVrf: toHex(output),
  blockProof: toHex(proof),
  leaderValue: toHex(leaderValue(output)),
});

/** A Conway block with nothing in it, whose header shows the election that was won. */
export function forge(
  { maker, slot: at, show }: Elected,
  {
    parent,
    certificateNumber,
    random,
  }: { readonly parent: NetworkBlock | null; readonly certificateNumber: number; readonly random: Random },
): NetworkBlock {
  const election = show();
  const { bytes } = makeBlock(
    {
      parent: parent && tipOf(parent),
      slot: slot(at),
      leader: maker.keys,
      certificateNumber,
      protocolVersion: { major: 10, minor: 2 },
      transactions: [],
      election,
    },
    random,
  );
  return {
    bytes,
    block: decodeBlock(bytes),
    maker,
    producer: maker.keys.poolId,
    issuerKey: toHex(maker.keys.coldKey),
    election: praosElection(election),
    certificateNumber,
  };
}
