/**
 * Tips: reports of 1,500 nodes through HTTP into the real rest-api, in both forms of the inbox; passes of the loop over one
 * block of all of them, and over nothing; what a block costs at the cloud, and what it cost the old way.
 */
import { performance } from 'node:perf_hooks';
import { epochOfSlot } from '../../packages/domain/src/index.ts';
import { fromHex, praosAlpha, verifyVrf } from '../../packages/shared-utils/src/crypto/index.ts';
import { makeTipNetwork, type TipNetwork } from '../../packages/simulator/src/tips/network/index.ts';
import { type BilledPerBlock, billedPerBlock } from './tips/billed.ts';
import { type IntakeFigures, intakeFigures } from './tips/intake.ts';
import { type LoopFigures, loopFigures } from './tips/loop.ts';
import { oldWayPerBlock } from './tips/old-way.ts';
import { startTipsStage } from './tips/stage.ts';

/** Answers of rest-api are timed by the sender; 64 requests are in flight, a tenth of them on fresh connections. */
export interface TipsBench extends LoopFigures {
  /** through PostgreSQL's inbox */
  readonly reportsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerReport: number;
  readonly reports: number;
  /** the same through DynamoDB's, whose server is here a small one in JavaScript that has the same two cores */
  readonly dynamodb: IntakeFigures;
  /** of one thread */
  readonly vrfVerificationsPerSecond: number;
  readonly billedPerBlock: BilledPerBlock;
  readonly oldWayPerBlock: BilledPerBlock;
}

export const OPTIONS = ['reporters', 'blocks'] as const;

export async function run({
  reporters = 1_500,
  blocks = 20,
}: {
  readonly reporters?: number;
  readonly blocks?: number;
} = {}): Promise<TipsBench> {
  const honest = {
    reporters,
    heights: blocks,
    forkRate: 0,
    heard: 1,
    silent: 0,
    late: 0,
    repeated: 0,
    liars: 0,
    lies: 0,
  };
  const network = makeTipNetwork(honest);
  const living = makeTipNetwork({ reporters, heights: blocks, forkRate: 0.1, quiet: 0, liars: 0.02, lies: 0.2 });
  const tips = network.episodes.map(({ blocks: made }) => made.flatMap((block) => network.tipsOf(block)));
  const stage = await startTipsStage(network.network);
  try {
    const { reportsPerSecond, p50Ms, p99Ms, cpuMsPerReport, reports } = await intakeFigures(stage, network, {
      inbox: 'postgres',
      tips,
    });
    const dynamodb = await intakeFigures(stage, network, { inbox: 'dynamodb', tips: tips.slice(0, 6) });
    return {
      reportsPerSecond,
      p50Ms,
      p99Ms,
      cpuMsPerReport,
      reports,
      dynamodb,
      ...(await loopFigures(stage, network, tips)),
      vrfVerificationsPerSecond: verificationsPerSecond(network),
      billedPerBlock: await billedPerBlock(stage, living),
      oldWayPerBlock: oldWayPerBlock(living),
    };
  } finally {
    await stage.stop();
  }
}

const ROUNDS = 10;

function verificationsPerSecond({ network, elections, episodes }: TipNetwork): number {
  const claims = episodes.flatMap(({ blocks }) =>
    blocks.map(({ block: { slot }, maker, election }) => ({
      key: maker.keys.vrfKey,
      proof: fromHex(election.blockProof),
      alpha: praosAlpha({ slot, nonce: elections.nonceOf(epochOfSlot(network, slot)) }),
    })),
  );
  const verified = (): number => claims.filter((claim) => verifyVrf(claim) !== null).length;
  if (verified() !== claims.length) throw new Error('a proof of the simulated network does not verify');
  const beganMs = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) verified();
  return (ROUNDS * claims.length * 1_000) / (performance.now() - beganMs);
}
