import { type Height, height } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { forgetOldHeights, KEPT_HEIGHTS, markAgain } from '@pooltool/store/documents';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BLOCK_FILE, CANDIDATE, CANDIDATE_FILE, ORPHAN } from './battle-contract.ts';
import { forgetReports, settled, type Told, told } from './battle-truth.ts';
import { BLOCK } from './contract.ts';
import { shapeFaults } from './shape.ts';
import { backTo, follow, makeBlock } from './small-truth.ts';
import { openStage, ROOT, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  await forgetReports(stage.database.pool);
});

/** Everybody saw it after half a second. */
const seenBy = (...pools: readonly number[]): Told[] => pools.map((from) => ({ from, delayMs: 500 }));
const report = (block: ReturnType<typeof makeBlock>, by: readonly Told[]) => told(stage.database.pool, block, by);
const heightAt = (at: number) => Object(stage.read(`competitive/${at}`));
const file = (name: string) => stage.object(`blockdata/0/${name}`);
const bytesOf = async (name: string) => (await stage.objects.get(`${ROOT}/blockdata/0/${name}`))?.bytes;

const block = makeBlock({ height: 30, pool: 1 });
const rival = makeBlock({ height: 30, pool: 2, slot: 301 });
const third = makeBlock({ height: 30, pool: 3, slot: 302 });

describe('a block that nodes report', () => {
  test('is in the record of its height and in its files, with the delays of every pool', async () => {
    await report(block, [...seenBy(5, 6, 7), { from: 8, delayMs: -9_000_000 }, { from: 9, delayMs: null }]);
    await stage.drain();
    const candidate = heightAt(30)[testPoolId(1)][block.hash];
    expect(shapeFaults(candidate, CANDIDATE)).toEqual([]);
    expect(candidate).toMatchObject({
      reports: 4,
      median: 500,
      protocol_major: 10,
      reporter_versions: { '10,1,4:1f63d': 4 },
    });
    const rawtips = { [testPoolId(5)]: 500, [testPoolId(6)]: 500, [testPoolId(7)]: 500, [testPoolId(8)]: -9_000_000 };
    expect(await file(`${block.hash}.json`)).toMatchObject({ rawtips, outliers: 1, median: 500, height: 30 });
    expect(await file(`C_${block.hash}.json`)).toMatchObject({ rawtips, reports: 4 });
    expect(shapeFaults(await file(`${block.hash}.json`), BLOCK_FILE)).toEqual([]);
    expect(shapeFaults(await file(`C_${block.hash}.json`), CANDIDATE_FILE)).toEqual([]);
  });

  test('has for each pool the report that reached us first, whichever of its nodes sent it', async () => {
    await report(block, [
      { from: 5, node: 'relay', delayMs: 900, laterMs: 10 },
      { from: 5, node: 'core', delayMs: 700, laterMs: 400 },
      ...seenBy(6),
    ]);
    await stage.drain();
    expect(Object(await file(`${block.hash}.json`)).rawtips).toEqual({ [testPoolId(5)]: 900, [testPoolId(6)]: 500 });
  });

  test('has a picture behind its link; where it is contested also the drawing, and both of the first two seconds', async () => {
    await report(block, seenBy(5, 6, 7));
    await stage.drain();
    expect(
      Buffer.from((await bytesOf(`F_${block.hash}.png`)) ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(await bytesOf(`F_${block.hash}.svg`)).toBeUndefined();
    await report(rival, seenBy(5, 6, 7));
    await inTransaction(stage.database.pool, (tx) => markAgain(tx, { kinds: ['block_propagation'] }));
    await stage.drain();
    const drawing = await stage.objects.head(`${ROOT}/blockdata/0/F_${block.hash}.svg`);
    const picture = await stage.objects.head(`${ROOT}/blockdata/0/${block.hash}.png`);
    expect([drawing?.contentType, picture?.contentType]).toEqual(['image/svg+xml', 'image/png']);
    const svg = Buffer.from((await bytesOf(`F_${block.hash}.svg`)) ?? []).toString();
    expect(svg).toContain('3 pools · half in 0.50 s');
  });

  test('that somebody invents beside it has no files, and no place in the record', async () => {
    const invented = makeBlock({ height: 30, pool: 77, slot: 303 });
    await report(block, seenBy(5, 6, 7));
    await told(stage.database.pool, invented, seenBy(5, 6), { evidence: 'claimed' });
    await stage.drain();
    expect(await bytesOf(`${block.hash}.json`)).toBeDefined();
    expect(await bytesOf(`${invented.hash}.json`)).toBeUndefined();
    expect(Object.keys(heightAt(30))).toEqual([testPoolId(1)]);
  });

  test('has files where it stands, and none at a height that somebody else says', async () => {
    await follow(stage.database.pool, [block]);
    await report(block, seenBy(5, 6, 7));
    await told(stage.database.pool, { ...block, height: height(1_030) }, seenBy(8));
    await inTransaction(stage.database.pool, (tx) => markAgain(tx, { kinds: ['block_propagation'] }));
    await stage.drain();
    expect(await bytesOf(`${block.hash}.json`)).toBeDefined();
    expect(await stage.objects.head(`${ROOT}/blockdata/1/${block.hash}.json`)).toBeNull();
  });

  test('keeps its files when its reports are dropped', async () => {
    await report(block, seenBy(5, 6, 7));
    await stage.drain();
    await stage.database.pool.query('truncate reported_block');
    await inTransaction(stage.database.pool, (tx) => markAgain(tx, { kinds: ['block_propagation'] }));
    await stage.drain();
    expect(await stage.waiting()).toEqual([]);
    expect(await file(`${block.hash}.json`)).toMatchObject({ median: 500 });
  });

  test('is not written again while nothing of it changes', async () => {
    await report(block, seenBy(5, 6, 7));
    await stage.drain();
    stage.forget();
    await report(block, seenBy(5, 6, 7));
    await inTransaction(stage.database.pool, (tx) => markAgain(tx, { kinds: ['competitive'] }));
    await stage.drain();
    expect([...stage.billed]).toEqual([]);
  });
});

describe('a battle of three', () => {
  const fight = async () => {
    await follow(stage.database.pool, [third]);
    await backTo(stage.database.pool, makeBlock({ height: 29, pool: 1 }));
    await follow(stage.database.pool, [block]);
    for (const one of [block, rival, third]) await report(one, seenBy(5, 6, 7));
    await stage.drain();
    await settled(stage.database.pool, block);
    await stage.drain();
  };

  test('leaves every orphan to be found: in the one record of its height, and below its own pool', async () => {
    await fight();
    const lost = Object(stage.read('deleted_blocks/3/30'));
    expect(shapeFaults(lost, ORPHAN)).toEqual([]);
    expect(new Set([lost.hash, ...Object.keys(lost.others)])).toEqual(new Set([rival.hash, third.hash]));
    for (const one of [rival, third]) {
      const own = stage.read(`pool_deleted_blocks/${one.issuer?.poolId}/3/30`);
      expect(own).toMatchObject({ hash: one.hash, block: '30', classification: 'competitive', slotBattle: false });
      expect(own).not.toHaveProperty('others');
    }
    expect(stage.read(`pool_deleted_blocks/${third.issuer?.poolId}/3/30`)).toMatchObject({
      transactions: 1,
      size: 100,
    });
    expect(stage.read(`pool_deleted_blocks/${rival.issuer?.poolId}/3/30`)).toMatchObject({
      transactions: 0,
      output: 0,
    });
  });

  test('is told by the block that stands, wherever it is shown', async () => {
    await fight();
    for (const path of ['blocks/3/30', `pool_blocks/${testPoolId(1)}/3/30`, `pool_blocks_ne/${testPoolId(1)}/30`]) {
      const shown = stage.read(path);
      expect(shapeFaults(shown, { ...BLOCK, classification: /^competitive$/, slotBattle: 'bool' })).toEqual([]);
      expect(shown).toMatchObject({ hash: block.hash, slotBattle: false });
    }
    expect(heightAt(30)[testPoolId(1)][block.hash].chained).toBe(true);
    expect(heightAt(30)[testPoolId(2)][rival.hash].chained).toBe(false);
  });
});

describe('heights that are long past', () => {
  const far: Height = height(30 + KEPT_HEIGHTS + 1);
  const pass = async () => {
    await follow(stage.database.pool, [makeBlock({ height: far, pool: 4 })]);
    await forgetOldHeights(stage.database.pool);
    await stage.drain();
  };
  const remembered = async () =>
    (await stage.database.pool.query(`select from document_state where kind in ('competitive', 'block_propagation')`))
      .rows.length;

  test('go where nothing was contested, and nobody remembers what was written of them', async () => {
    await report(block, seenBy(5, 6, 7));
    await stage.drain();
    expect(Object.keys(heightAt(30))).toHaveLength(1);
    await pass();
    expect(stage.read('competitive/30')).toBe(null);
    expect(await file(`${block.hash}.json`)).toMatchObject({ height: 30 });
    expect(await remembered()).toBe(0);
    expect(await forgetOldHeights(stage.database.pool)).toBe(0);
  });

  test('stay where pools competed', async () => {
    await report(block, seenBy(5, 6, 7));
    await report(rival, seenBy(5, 6, 7));
    await stage.drain();
    await pass();
    expect(heightAt(30)).toMatchObject({ classification: 'competitive' });
    expect(await remembered()).toBe(0);
  });
});
