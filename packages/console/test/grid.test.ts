import type { Cell, GridStatus } from '@pooltool/pipeline';
import { describe, expect, test } from 'vitest';
import { renderOneGrid } from '../src/page/parts/grid.ts';
import { gridChoice } from '../src/routes/grid-choice.ts';
import { type GridChoice, gridPart, latestCell } from '../src/view/grid.ts';
import { smallRegistry } from './small-assets.ts';

const registry = smallRegistry();
const cell = (partition: string, state: Cell['state'], more: Partial<Cell> = {}): Cell => ({
  partition,
  state,
  run: 1n,
  failures: 0,
  changedAt: new Date(0),
  requestedBy: 'automatic',
  error: null,
  staleBecause: [],
  ...more,
});
const EPOCHS = Array.from({ length: 100 }, (_, epoch) => String(epoch));

/** Every asset by 100 epochs, all ok but for what `states` says. */
const status = (states: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {}): GridStatus =>
  registry.assets.map(({ name, description, partitions }) => ({
    asset: name,
    description,
    scheme: partitions.name,
    needs: [],
    checks: [],
    cells: EPOCHS.map((epoch) => states[name]?.[epoch] ?? cell(epoch, 'ok')),
  }));
const grid = (choice: GridChoice, states: Parameters<typeof status>[0] = {}) =>
  gridPart([{ registry, status: status(states) }], choice).grids[0];

describe('the grid', () => {
  test('rows go from needs to what is made of them, columns from the latest back', () => {
    const shown = grid({ count: 3 });
    expect(shown?.rows.map(({ asset }) => asset)).toEqual(registry.assets.map(({ name }) => name));
    expect(shown).toMatchObject({
      scheme: 'epoch',
      partitions: ['99', '98', '97'],
      total: 100,
      newer: null,
      older: '96',
    });
  });

  test('pages lead to each other without a gap and without an overlap', () => {
    const seen: string[] = [];
    let page = grid({ count: 30 });
    for (
      ;
      page !== undefined;
      page = page.older === null ? undefined : grid({ count: 30, upTo: { scheme: 'epoch', partition: page.older } })
    ) {
      seen.push(...page.partitions);
      if (page.older !== null) {
        const next = grid({ count: 30, upTo: { scheme: 'epoch', partition: page.older } });
        expect(next?.newer).toBe(page.partitions[0]);
      }
    }
    expect(seen).toEqual(EPOCHS.toReversed());
  });

  test('a page up to a partition of another scheme, or one that is gone, begins with the latest', () => {
    expect(grid({ count: 2, upTo: { scheme: 'day', partition: '50' } })?.partitions).toEqual(['99', '98']);
    expect(grid({ count: 2, upTo: { scheme: 'epoch', partition: '777' } })?.partitions).toEqual(['99', '98']);
  });

  test('by state, only assets and partitions with such a cell are left, also beyond the first page', () => {
    const failed = { rewards: { 3: cell('3', 'failed') }, stake_snapshot: { 90: cell('90', 'failed') } };
    const shown = grid({ count: 40, state: 'failed' }, failed);
    expect([shown?.partitions, shown?.rows.map(({ asset }) => asset)]).toEqual([
      ['90', '3'],
      ['stake_snapshot', 'rewards'],
    ]);
    expect(grid({ count: 40, state: 'stale' }, failed)).toBeUndefined();
  });

  test('by name, only assets that hold the text are left', () => {
    expect(grid({ count: 1, asset: 'reward' })?.rows.map(({ asset }) => asset)).toEqual([
      'rewards_forecast',
      'rewards',
    ]);
  });

  test('a stale cell says what was replaced, a failed one its error, to eyes and to ears', () => {
    const shown = grid(
      { count: 100 },
      {
        rewards: {
          7: cell('7', 'stale', {
            staleBecause: [{ kind: 'input', asset: 'epoch_params', partition: '7', read: '1', now: '9' }],
          }),
          8: cell('8', 'failed', { error: { code: 'POOLTOOL_X', message: 'it <b>broke', details: {}, causes: [] } }),
        },
      },
    );
    if (shown === undefined) throw new Error('no grid');
    const { markup } = renderOneGrid(shown);
    const stale = 'rewards 7: stale, read run 1 of epoch_params/7, where now stands run 9';
    expect(markup).toContain(`title="${stale}" aria-label="${stale}"`);
    expect(markup).toContain('aria-label="rewards 8: failed, POOLTOOL_X: it &lt;b&gt;broke"');
  });

  test('the latest failures come first, wherever they are', () => {
    const failed = (partition: string, ms: number) =>
      cell(partition, 'failed', {
        error: { code: 'X', message: partition, details: {}, causes: [] },
        changedAt: new Date(ms),
      });
    const { failures } = gridPart(
      [{ registry, status: status({ rewards: { 1: failed('1', 5), 2: failed('2', 9) } }) }],
      { count: 1 },
    );
    expect(failures.map(({ message }) => message)).toEqual(['2', '1']);
  });

  test('the latest cell of an asset is the last that anybody asked for', () => {
    expect(latestCell([cell('1', 'ok'), cell('2', 'failed'), cell('3', 'missing')])?.partition).toBe('2');
    expect(latestCell([cell('3', 'missing')])).toBeNull();
  });
});

test.each([
  [{}, { count: 40 }],
  [
    { count: '100', state: 'stale', asset: 'rew' },
    { count: 100, state: 'stale', asset: 'rew' },
  ],
  [{ count: '1e9', state: 'best', asset: '', scheme: 'epoch' }, { count: 40 }],
])('an address that says %j chooses %j', (query, choice) => expect(gridChoice(query)).toEqual(choice));
