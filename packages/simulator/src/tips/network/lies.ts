import { blockHash, height, slot } from '@pooltool/domain';
import { fromHex, toHex, vrfProofToHash } from '@pooltool/shared-utils/crypto';
import type { Random } from '../../random.ts';
import type { Elections, Maker } from './elections.ts';
import type { LieKind } from './lie-kinds.ts';
import { type NetworkBlock, praosElection } from './network-block.ts';
import { type SeenBlock, seenBlock } from './tip-told.ts';

interface LieAbout {
  readonly block: NetworkBlock;
  readonly elections: Elections;
  readonly random: Random;
}

/** What is told instead of the truth, or beside it; null: there is no occasion for it. */
export function lieAbout(kind: LieKind, { block, elections, random }: LieAbout): SeenBlock | null {
  const seen = seenBlock(block);
  const invented = { ...seen, hash: blockHash(toHex(random.bytes(32))) };
  switch (kind) {
    case 'wrong-slot':
      return { ...seen, slot: slot(Math.max(0, seen.slot - 1)) };
    case 'wrong-height':
      return { ...seen, height: height(seen.height + random.between(1, 2)) };
    case 'wrong-parent':
      return { ...seen, parent: blockHash(toHex(random.bytes(32))) };
    case 'wrong-maker':
      return { ...seen, issuerKey: issuerKeyOf(otherMaker(elections, block, random)) };
    case 'nothing-shown':
      return { ...invented, election: null };
    case 'chosen-output': {
      // The lowest there is, which would win every battle.
      const election = { output: new Uint8Array(64), proof: fromHex(block.election.blockProof) };
      return { ...invented, election: praosElection(election) };
    }
    case 'random-proof': {
      const election = { output: random.bytes(64), proof: random.bytes(80) };
      return { ...invented, election: praosElection(election) };
    }
    case 'identity-proof': {
      const proof = Uint8Array.of(1, ...new Uint8Array(79));
      const output = vrfProofToHash(proof);
      return output && { ...invented, election: praosElection({ output, proof }) };
    }
    case 'replayed-proof':
      // Of the same pool, and true: of the slot before.
      return { ...invented, slot: slot(Math.max(0, seen.slot - 1)) };
    case 'not-elected': {
      const maker = otherMaker(elections, block, random);
      const election = elections.unlucky(maker, seen.slot);
      return election && { ...invented, issuerKey: issuerKeyOf(maker), election: praosElection(election) };
    }
    case 'copied-proof':
      return invented;
    case 'withheld': {
      const elected = elections.electedIn(seen.slot).find(({ maker }) => maker !== block.maker);
      if (elected === undefined) return null;
      return { ...invented, issuerKey: issuerKeyOf(elected.maker), election: praosElection(elected.show()) };
    }
  }
}

const issuerKeyOf = ({ keys }: Maker): string => toHex(keys.coldKey);

function otherMaker({ makers }: Elections, { maker }: NetworkBlock, random: Random): Maker {
  const other = random.pick(makers.filter((one) => one !== maker));
  if (other === undefined) throw new Error('a network has several makers');
  return other;
}
