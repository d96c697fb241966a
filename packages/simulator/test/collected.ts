import {
  type BlockEvent,
  type DumpEvent,
  type ForkEvent,
  makeSimulation,
  type SimulationSettings,
} from '../src/index.ts';

/** A small simulation run to its end, its events by kind. */
export function collected(settings: Partial<SimulationSettings> = {}) {
  const simulation = makeSimulation({ epochs: 5, epochLength: 200, delegators: 50, forkRate: 0.05, ...settings });
  const events = [...simulation.events()];
  const blocks = events.filter((event): event is BlockEvent => event.kind === 'block');
  return {
    simulation,
    events,
    blocks,
    main: blocks.filter(({ branch }) => branch === 'main'),
    dumps: events.filter((event): event is DumpEvent => event.kind === 'dump'),
    forks: events.filter((event): event is ForkEvent => event.kind === 'fork'),
  };
}
