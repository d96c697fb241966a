import { type Epoch, epochOfSlot, isElected, type Lovelace, lovelace, type Network, type Slot } from '@pooltool/domain';
import { blake2b256, leaderValue, praosAlpha, toHex } from '@pooltool/shared-utils/crypto';
import { type VrfDraw, type VrfSecret, vrfSecret } from '@pooltool/shared-utils/vrf-prover';
import { newPoolKeys, type PoolKeys } from '../../identity.ts';
import type { Random } from '../../random.ts';

/** A pool with stake and a real VRF key. */
export interface Maker {
  readonly keys: PoolKeys;
  readonly stake: Lovelace;
  readonly secret: VrfSecret;
}

/** What a header shows of an election; bytes. */
export interface ShownElection {
  readonly output: Uint8Array;
  readonly proof: Uint8Array;
}

export interface Elected {
  readonly maker: Maker;
  readonly slot: Slot;
  /** proves; most who are elected are never asked */
  show(): ShownElection;
}

/** Who is leader of which slot, drawn as the ledger has it: by VRF, the epoch's nonce and stake. */
export class Elections {
  readonly network: Network;
  readonly makers: readonly Maker[];
  readonly totalStake: Lovelace;
  readonly #seed: Uint8Array;
  readonly #drawn = new Map<Slot, readonly Elected[]>();

  constructor(network: Network, { makers, random }: { readonly makers: number; readonly random: Random }) {
    this.network = network;
    this.#seed = random.bytes(32);
    this.makers = Array.from({ length: makers }, (_, index) =>
      newMaker(random, lovelace(BigInt(1 + (index % 3)) * ADA)),
    );
    this.totalStake = lovelace(this.makers.reduce((sum, { stake }) => sum + stake, 0n));
  }

  /** Nonces are told by the node, not evolved: a simulated network begins in the middle of its life. */
  nonceOf(epoch: Epoch): Uint8Array {
    return blake2b256(Uint8Array.of(...this.#seed, epoch & 0xff, (epoch >> 8) & 0xff));
  }

  /** All that were elected, in the order of the makers. */
  electedIn(slot: Slot): readonly Elected[] {
    const known = this.#drawn.get(slot);
    if (known !== undefined) return known;
    const elected = this.makers.flatMap((maker) => {
      const draw = this.draw(maker, slot);
      return this.#isWon(maker, draw) ? [{ maker, slot, show: () => shown(draw) }] : [];
    });
    this.#drawn.set(slot, elected);
    return elected;
  }

  /** What a pool shows that has its key and not the luck; null: it was lucky. */
  unlucky(maker: Maker, slot: Slot): ShownElection | null {
    const draw = this.draw(maker, slot);
    return this.#isWon(maker, draw) ? null : shown(draw);
  }

  draw({ secret }: Maker, slot: Slot): VrfDraw {
    return secret.draw(praosAlpha({ slot, nonce: this.nonceOf(epochOfSlot(this.network, slot)) }));
  }

  #isWon({ stake: poolStake }: Maker, { output }: VrfDraw): boolean {
    const { activeSlotCoefficient } = this.network;
    return isElected({
      leaderValue: leaderValue(output),
      activeSlotCoefficient,
      poolStake,
      totalStake: this.totalStake,
    });
  }
}

const ADA = 1_000_000_000_000n;

const shown = (draw: VrfDraw): ShownElection => ({ output: draw.output, proof: draw.prove() });

function newMaker(random: Random, stake: Lovelace): Maker {
  const secret = vrfSecret(random.bytes(32));
  const vrfKey = secret.key;
  return { keys: { ...newPoolKeys(random), vrfKey, vrfKeyHash: toHex(blake2b256(vrfKey)) }, stake, secret };
}
