import { height, type Network, slotStartMs, type TipMessage, type UnixMs, unixMs } from '@pooltool/domain';
import type { NetworkBlock } from './network-block.ts';
import type { Client, NetworkReporter } from './reporters.ts';

/** What nodes see of a block's header: what a true report is made of, and what a lie changes. */
export type SeenBlock = Pick<TipMessage, 'hash' | 'slot' | 'height' | 'parent' | 'issuerKey' | 'election' | 'protocol'>;

export const seenBlock = ({ block, issuerKey, election }: NetworkBlock): SeenBlock => ({
  hash: block.hash,
  slot: block.slot,
  height: height(block.height),
  parent: block.parentHash,
  issuerKey,
  election,
  protocol: block.protocolVersion,
});

/** A message, who sends it, and with which program. */
export interface NetworkTip {
  readonly message: TipMessage;
  readonly by: NetworkReporter;
  /** what of it is untrue; null: nothing but perhaps the clock */
  readonly lie: string | null;
}

interface Telling {
  /** ms from the slot's start until the node has the block, by a right clock, and from there until the report reaches us */
  readonly delayMs: number;
  readonly onTheWayMs: number;
  readonly lie?: string;
}

/** What of a block its program tells. */
export function tipTold(
  network: Network,
  by: NetworkReporter,
  seen: SeenBlock,
  { delayMs, onTheWayMs, lie }: Telling,
): NetworkTip {
  const startMs = slotStartMs(network, seen.slot);
  const told = TOLD_BY[by.client];
  return {
    by,
    lie: lie ?? null,
    message: {
      reporter: { pool: by.pool, node: by.node },
      receivedAt: unixMs(startMs + delayMs + onTheWayMs),
      at: toldAt(startMs + delayMs + by.clockMs, told.stepMs),
      hash: seen.hash,
      slot: seen.slot,
      height: seen.height,
      parent: told.parent ? seen.parent : null,
      issuerKey: told.election ? seen.issuerKey : null,
      election: told.election ? seen.election : null,
      protocol: told.protocol ? seen.protocol : null,
      version: told.version,
      platform: told.platform,
    },
  };
}

const toldAt = (atMs: number, stepMs: number): UnixMs => unixMs(atMs - (atMs % stepMs));

interface ToldBy {
  /** issuer and election */
  readonly election: boolean;
  readonly parent: boolean;
  readonly protocol: boolean;
  /** digits of its clock */
  readonly stepMs: number;
  readonly version: string;
  readonly platform: string;
}

/** operators.md 2.1, 2.4, 2.5 */
const TOLD_BY: Readonly<Record<Client, ToldBy>> = {
  cncli: { election: true, parent: true, protocol: true, stepMs: 1, version: '10.5.1:ca1ec', platform: 'cncli' },
  JorManager: {
    election: true,
    parent: true,
    protocol: false,
    stepMs: 1,
    version: '10.1.4:1f63d',
    platform: 'JorManager',
  },
  'sendmytip.sh': {
    election: false,
    parent: false,
    protocol: false,
    stepMs: 10,
    version: '1.35.3:950c4',
    platform: 'sendmytip.sh',
  },
  'sendtip.py': {
    election: false,
    parent: false,
    protocol: false,
    stepMs: 1,
    version: '8.1.2:d2d90',
    platform: 'sendtip.py by ADAAT',
  },
  'pooltoolSendBlocks.sh': {
    election: false,
    parent: true,
    protocol: true,
    stepMs: 10,
    version: '8.1.2',
    platform: 'POOL pooltoolSendBlocks.sh',
  },
};
