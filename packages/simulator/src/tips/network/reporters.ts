import { type NodeName, nodeName, type PoolId } from '@pooltool/domain';
import { newPoolKeys } from '../../identity.ts';
import type { Random } from '../../random.ts';
import type { TipNetworkSettings } from './settings.ts';

/** Programs that report, as seen in the wild (operators.md 2). */
export const CLIENTS = ['cncli', 'JorManager', 'sendmytip.sh', 'sendtip.py', 'pooltoolSendBlocks.sh'] as const;
export type Client = (typeof CLIENTS)[number];

/** A node that reports. */
export interface NetworkReporter {
  readonly pool: PoolId;
  readonly node: NodeName;
  readonly apiKey: string;
  readonly client: Client;
  /** by how much its clock is ahead */
  readonly clockMs: number;
  /** how far it is from everybody else */
  readonly latencyMs: number;
  /** heights, the last one included, in which it says nothing */
  readonly silent: { readonly from: number; readonly to: number } | null;
  readonly lies: boolean;
}

/** The first that follow the makers say what they see, always: so every block has witnesses. */
export const FAITHFUL = 4;

const HOUR_MS = 3_600_000;
const EVERY_NTH_IS_SECOND_NODE = 10;

/** One for each maker, and others; here and there a pool has a second node. */
export function newReporters(
  makers: readonly PoolId[],
  { reporters, heights, skewed, silent, liars }: TipNetworkSettings,
  random: Random,
): NetworkReporter[] {
  const made: NetworkReporter[] = [];
  for (let index = 0; index < reporters; index += 1) {
    const before = made.at(-1);
    const isFaithful = index < makers.length + FAITHFUL;
    const isSecond = !isFaithful && index % EVERY_NTH_IS_SECOND_NODE === 0;
    const pool = isSecond && before !== undefined ? before.pool : (makers[index] ?? newPoolKeys(random).poolId);
    const client = isFaithful ? 'cncli' : clientOf(random);
    const isSkewed = random.chance(skewed) && !isFaithful;
    const from = random.between(0, heights);
    const isSilent = random.chance(silent) && !isFaithful;
    made.push({
      pool,
      node: nodeName(isSecond ? 'second' : ''),
      apiKey: uuid(random),
      client,
      clockMs: isSkewed ? HOUR_MS * random.between(-11, 12) : random.between(-40, 40),
      latencyMs: random.between(150, 900),
      silent: isSilent ? { from, to: from + Math.ceil(heights / 4) } : null,
      lies: random.chance(liars),
    });
  }
  return made;
}

function clientOf(random: Random): Client {
  if (random.chance(0.75)) return 'cncli';
  return random.pick(CLIENTS) ?? 'cncli';
}

function uuid(random: Random): string {
  const hex = Buffer.from(random.bytes(16)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
