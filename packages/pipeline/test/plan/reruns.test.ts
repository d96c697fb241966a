import { expect, test } from 'vitest';
import { need } from '../../src/asset/need.ts';
import { integerPartitions } from '../../src/partitions/integer-partitions.ts';
import { buildRegistry } from '../../src/registry/registry.ts';
import { stubAsset } from '../stub-asset.ts';
import { simulatedPipeline } from './simulated-pipeline.ts';

const EPOCHS = 100;
const partitions = integerPartitions({ name: 'epoch', first: 0, last: EPOCHS - 1 });

/** The needs of the Cardano epoch's averages: a year of their own past, each of which rests on a year of its own. */
function paidEpochs() {
  const registry = buildRegistry({
    name: 'epoch',
    assets: [
      stubAsset('rewards', { partitions }),
      stubAsset('averages', {
        partitions,
        needs: [need('rewards'), need('averages', { from: -73, to: -1, optional: true })],
      }),
      stubAsset('histograms', { partitions, needs: [need('rewards')] }),
    ],
  });
  const pipeline = simulatedPipeline(registry, () => 1);
  const runs: string[] = [];
  const takeAll = () => {
    for (const place of pipeline.runnable()) {
      runs.push(`${place.asset}/${place.partition}`);
      pipeline.take(place);
    }
  };
  const finishAll = () => {
    for (const run of [...pipeline.running]) {
      pipeline.load(run);
      pipeline.finish(run);
    }
  };
  const toTheEnd = (): readonly string[] => {
    for (takeAll(); pipeline.running.length > 0; takeAll()) finishAll();
    return runs.splice(0);
  };
  const ask = (...epochs: readonly number[]) => {
    for (const epoch of epochs) pipeline.ask({ asset: 'rewards', partition: String(epoch) });
  };
  return { ask, takeAll, finishAll, toTheEnd };
}

const each = (asset: string, from: number): string[] =>
  Array.from({ length: EPOCHS - from }, (_, index) => `${asset}/${from + index}`);
const allEpochs = Array.from({ length: EPOCHS }, (_, epoch) => epoch);
const of = (asset: string, runs: readonly string[]): string[] => runs.filter((run) => run.startsWith(`${asset}/`));

test('a year and more of epochs is made once each, ascending, also when asked for backwards', () => {
  const epochs = paidEpochs();
  epochs.ask(...allEpochs.toReversed());
  const runs = epochs.toTheEnd();
  expect(of('rewards', runs)).toEqual(each('rewards', 0));
  expect(of('averages', runs)).toEqual(each('averages', 0));
});

test('an old epoch paid anew makes each later average once more, ascending, and nothing else', () => {
  const epochs = paidEpochs();
  epochs.ask(...allEpochs);
  epochs.toTheEnd();

  epochs.ask(40);
  const runs = epochs.toTheEnd();
  expect(of('rewards', runs)).toEqual(['rewards/40']);
  expect(of('histograms', runs)).toEqual(['histograms/40']);
  expect(of('averages', runs)).toEqual(each('averages', 40));
});

test('ten old epochs paid anew, asked for in any order: each later average once', () => {
  const epochs = paidEpochs();
  epochs.ask(...allEpochs);
  epochs.toTheEnd();

  epochs.ask(47, 41, 49, 44, 40, 43, 48, 42, 46, 45);
  const runs = of('averages', epochs.toTheEnd());
  expect(runs).toEqual(each('averages', 40));
});

test('an old epoch that comes while the averages of another are on their way makes twice what was made already', () => {
  const epochs = paidEpochs();
  epochs.ask(...allEpochs);
  epochs.toTheEnd();

  epochs.ask(40);
  for (let turn = 0; turn < 50; turn += 1) {
    epochs.takeAll();
    epochs.finishAll();
  }
  epochs.ask(60);
  const averages = of('averages', epochs.toTheEnd());
  const times = new Map(averages.map((run) => [run, averages.filter((other) => other === run).length]));
  expect(Math.max(...times.values())).toBe(2);
  expect([...times.keys()].length).toBe(EPOCHS - 40);
});
