import { blockHash, nodeName, type PoolId, slot, type TipReport } from '@pooltool/domain';
import { Random } from '../random.ts';
import type { Simulation } from '../simulation.ts';
import { blocksMade, type MadeByPool } from './blocks-made.ts';

export interface ReportSettings {
  readonly seed: number;
  /** nodes that report; the pools that make blocks have one each, then two … */
  readonly reporters: number;
  /** the share of the chain's blocks that a node reports; of losing ones it sees half as many */
  readonly heard: number;
  /** the share of nodes whose clock is wrong by an hour */
  readonly skewed: number;
  /** the share of reports beside which the node also tells a lie: another slot, another maker, another hash */
  readonly lies: number;
}

/** What a network's nodes report of its blocks, losing ones too, in the order in which the reports arrive. */
export function simulatedReports(simulation: Simulation, settings: ReportSettings): TipReport[] {
  const random = new Random(settings.seed);
  const made = blocksMade(simulation);
  const pools = [...new Set(made.map(({ producer }) => producer))];
  const nodes = pools.length === 0 ? [] : Array.from({ length: settings.reporters }, (_, index) => nodeAt(index));
  return made
    .flatMap((one) =>
      nodes
        .filter(() => random.chance(one.branch === 'main' ? settings.heard : settings.heard / 2))
        .flatMap((node) => {
          const report = truth(one, node);
          return random.chance(settings.lies) ? [report, lie(report)] : [report];
        }),
    )
    .toSorted((one, other) => arrival(one) - arrival(other));

  function nodeAt(index: number): Node {
    const pool = pools[index % pools.length];
    if (pool === undefined) throw new Error('there are no pools');
    const skewMs = random.chance(settings.skewed) ? 3_600_000 : 0;
    return { pool, name: `node-${Math.floor(index / pools.length)}`, skewMs };
  }

  function truth({ block, epoch, producer }: MadeByPool, { pool, name, skewMs }: Node): TipReport {
    const travelledMs = pool === producer ? random.between(5, 60) : random.between(150, 1_800);
    return {
      reporter: { pool, node: nodeName(name) },
      block: { hash: block.hash, slot: block.slot, height: block.height, epoch, producer },
      evidence: 'proven',
      delayMs: travelledMs + skewMs,
      receivedMs: travelledMs + random.between(20, 400),
    };
  }

  function lie(report: TipReport): TipReport {
    const { block } = report;
    const lies = [
      { ...block, slot: slot(block.slot + 1) },
      { ...block, producer: random.pick(pools) ?? block.producer },
      { ...block, hash: blockHash(Buffer.from(random.bytes(32)).toString('hex')) },
    ];
    const believed = random.pick(lies) ?? block;
    return { ...report, block: believed, evidence: 'claimed', receivedMs: report.receivedMs + 1 };
  }
}

interface Node {
  readonly pool: PoolId;
  readonly name: string;
  readonly skewMs: number;
}

const arrival = ({ block, receivedMs }: TipReport): number => block.slot * 1_000 + receivedMs;
