import type { PartitionRow, RunInputs } from '@pooltool/store/pipeline';
import { neighbourhood } from '../../src/plan/neighbourhood.ts';
import { automaticRequests } from '../../src/plan/plan.ts';
import { runnable } from '../../src/plan/runnable.ts';
import { currentInputs, replacedInputs } from '../../src/plan/staleness.ts';
import { type Place, placeKey, type Registry } from '../../src/registry/registry.ts';

type Running = Place & { readonly run: bigint; readonly inputs: RunInputs; loaded: number | null; rerun: boolean };

/** What the database and the workers do, in memory, one step at a time: the order is the test's. */
export function simulatedPipeline(registry: Registry, compute: (place: Place, needs: readonly number[]) => number) {
  const rows = new Map<string, PartitionRow>();
  const values = new Map<string, number>();
  const running: Running[] = [];
  let lastRun = 0n;

  const set = (place: Place, change: Partial<PartitionRow>): void => {
    const { asset, partition } = place;
    const had = rows.get(placeKey(place)) ?? {
      asset,
      partition,
      state: 'requested' as const,
      materialization: null,
      run: null,
      lastInputs: null,
      error: null,
      failures: 0,
      deaths: 0,
      due: true,
      notBefore: null,
      requestedBy: 'test',
      changedAt: new Date(0),
    };
    rows.set(placeKey(place), { ...had, ...change });
  };

  const ask = (place: Place): void => {
    const run = running.find((one) => placeKey(one) === placeKey(place));
    if (run === undefined) set(place, { state: 'requested' });
    else run.rerun = true;
  };

  /** With a world that knows only what was looked up, as after a real run. */
  const askForUsers = (changed: Place): void => {
    const world = new Map<string, PartitionRow>();
    const learn = (place: Place): void => {
      const row = rows.get(placeKey(place));
      if (row !== undefined) world.set(placeKey(place), row);
    };
    learn(changed);
    const near = neighbourhood(registry, world, [changed]);
    for (let unknown = near.explore(); unknown.length > 0; unknown = near.explore()) unknown.forEach(learn);
    for (const place of automaticRequests(registry, world, near.candidates.values())) ask(place);
  };

  const leave = (run: Running, change: Partial<PartitionRow>): void => {
    running.splice(running.indexOf(run), 1);
    set(run, change);
    askForUsers(run);
  };

  return {
    rows,
    values,
    running,
    ask,
    runnable: () => runnable(registry, rows),
    take(place: Place): void {
      lastRun += 1n;
      const inputs = currentInputs(registry, rows, place);
      set(place, { state: 'running', run: lastRun, lastInputs: inputs });
      running.push({ ...place, run: lastRun, inputs, loaded: null, rerun: false });
    },
    load(run: Running): void {
      const needs = registry.needsOf(run).map((need) => values.get(placeKey(need)) ?? 0);
      run.loaded = compute(run, needs);
    },
    finish(run: Running): void {
      if (run.loaded === null) return;
      if (replacedInputs(registry, rows, run, run.inputs).length > 0) {
        leave(run, { state: 'requested' });
        return;
      }
      values.set(placeKey(run), run.loaded);
      const { version } = registry.asset(run.asset);
      leave(run, {
        state: run.rerun ? 'requested' : 'ok',
        materialization: { run: run.run, version, inputs: run.inputs },
      });
    },
    crash: (run: Running): void => leave(run, { state: 'requested' }),
    fail: (run: Running): void => leave(run, { state: run.rerun ? 'requested' : 'failed' }),
    cancel(place: Place): void {
      const run = running.find((one) => placeKey(one) === placeKey(place));
      if (run !== undefined) leave(run, { state: 'cancelled' });
      else if (rows.get(placeKey(place))?.state === 'requested') {
        set(place, { state: 'cancelled' });
        askForUsers(place);
      }
    },
  };
}
