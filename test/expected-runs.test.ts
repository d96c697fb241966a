import { describe, expect, test } from 'vitest';
import { expectedRuns } from '../scripts/start/expected-runs.ts';
import { unfinishedRuns } from '../scripts/start/unfinished.ts';

const names = (dumps: readonly number[]): string[] =>
  expectedRuns(dumps).map(({ asset, partition }) => `${asset} ${partition}`);

describe('the runs that ledger dumps lead to', () => {
  test('the first dump brings parameters and two snapshots, and nothing was earned yet', () => {
    expect(names([0])).toEqual(['epoch_params 0', 'stake_snapshot 0', 'stake_snapshot 1', 'loyalty 0', 'loyalty 1']);
  });

  test('three dumps in a row bring two forecasts and the first rewards that were paid', () => {
    expect(names([0, 1, 2]).filter((name) => name.startsWith('rewards'))).toEqual([
      'rewards_forecast 0',
      'rewards_forecast 1',
      'rewards 0',
    ]);
  });

  test('what was paid is averaged, counted and told', () => {
    expect(names([0, 1, 2]).slice(-4)).toEqual(['rewards 0', 'averages 0', 'ros_histograms 0', 'reward_notices 0']);
  });

  test('a gap between dumps leaves out what needs the missing one', () => {
    expect(names([3, 5]).filter((name) => name.startsWith('rewards'))).toEqual([
      'rewards_forecast 2',
      'rewards_forecast 4',
    ]);
  });
});

describe('what is unfinished', () => {
  const ok = { state: 'ok', error: null } as const;
  const all = expectedRuns([0]).map((place) => ({ ...place, ...ok }));

  test('nothing, when every expected run is ok', () => {
    expect(unfinishedRuns([0], all)).toEqual([]);
  });

  test('a run that nobody asked for, a stale one and a failed one, each in words', () => {
    const [, stale, failed] = all;
    if (stale === undefined || failed === undefined) throw new Error('three runs are expected');
    const cells = [
      { ...stale, state: 'stale', error: null },
      { ...failed, state: 'failed', error: { code: 'X', message: 'the file is gone' } },
    ] as const;
    expect(unfinishedRuns([0], cells)).toEqual([
      { what: 'stake_snapshot of epoch 0', says: 'stale' },
      { what: 'stake_snapshot of epoch 1', says: 'failed: the file is gone' },
      { what: 'epoch_params of epoch 0', says: 'was not asked for yet' },
      { what: 'loyalty of epoch 0', says: 'was not asked for yet' },
      { what: 'loyalty of epoch 1', says: 'was not asked for yet' },
    ]);
  });
});
