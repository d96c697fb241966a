import { type Epoch, firstSlotOf, lastSlotOf, type PoolId, type Slot, slot } from '@pooltool/domain';
import { Random } from '../random.ts';
import type { Simulation } from '../simulation.ts';
import { blocksMade, type MadeByPool, standing } from './blocks-made.ts';

/** The slots a pool was elected in, and what became of each: the network knows, whoever measures it has to find out. */
export interface SimulatedSchedule {
  readonly pool: PoolId;
  readonly epoch: Epoch;
  /** ascending */
  readonly slots: readonly Slot[];
  readonly fates: ReadonlyMap<Slot, SlotFate>;
}

export type SlotFate = 'made' | 'slot-battle-lost' | 'height-battle-lost' | 'missed';

/**
 * One for every pool and epoch in which it made a block, on whatever branch. `missed`: how many slots more each had, in
 * which its node slept; where another pool's block stands in one of those, it counts as a slot battle.
 */
export function simulatedSchedules(
  simulation: Simulation,
  { seed, missed }: { readonly seed: number; readonly missed: number },
): SimulatedSchedule[] {
  const random = new Random(seed);
  const made = blocksMade(simulation);
  const chain = standing(made);
  return [...Map.groupBy(made, ({ epoch, producer }) => `${epoch} ${producer}`).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { epoch, producer: pool } = first;
    const fates = new Map<Slot, SlotFate>();
    const [from, to] = [firstSlotOf(simulation.network, epoch), lastSlotOf(simulation.network, epoch)];
    for (let more = 0; more < missed; more += 1) {
      const at = slot(random.between(from, to));
      fates.set(at, takenByOther(at) ? 'slot-battle-lost' : 'missed');
    }
    for (const one of own) if (fates.get(one.block.slot) !== 'made') fates.set(one.block.slot, fateOf(one));
    const slots = [...fates.keys()].toSorted((one, other) => one - other);
    return [{ pool, epoch, slots, fates }];

    function takenByOther(at: Slot): boolean {
      const there = chain.bySlot.get(at);
      return there !== undefined && there.producer !== pool;
    }
    function fateOf({ block, branch }: MadeByPool): SlotFate {
      if (branch === 'main' || chain.bySlot.get(block.slot)?.producer === pool) return 'made';
      if (takenByOther(block.slot)) return 'slot-battle-lost';
      const winner = chain.byHeight.get(block.height);
      return winner === undefined || winner.producer === pool ? 'missed' : 'height-battle-lost';
    }
  });
}
