import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { replacePortfolios, saveAdminMessage, savePoolLabel } from '@pooltool/store/admin';
import { markNeverDrawn } from '@pooltool/store/documents';
import { savePoolNote } from '@pooltool/store/operators';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALWAYS_THERE } from '../src/families.ts';
import { redraw } from '../src/redraw.ts';
import { follow, makeBlock, registration } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

const BY = { user: null, nowMs: 5 } as const;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('all that was drawn can be drawn again: no part of a document is taken for one of its own', async () => {
  const { pool } = stage.database;
  const block = makeBlock({ height: 1, pool: 1, effects: [registration(1, 340_000_000n)] });
  await follow(pool, [block]);
  await inTransaction(pool, async (tx) => {
    await savePoolLabel(tx, { pool: testPoolId(1), group: 'Ours', imposter: true, ...BY });
    await savePoolNote(tx, { pool: testPoolId(1), note: 'Hello', ...BY });
    await saveAdminMessage(tx, { kind: 'web', title: 'Soon', message: 'x', ...BY });
    await replacePortfolios(tx, { portfolios: [], ...BY });
  });
  await markNeverDrawn(pool, ALWAYS_THERE);
  await redraw(pool);
  await stage.drain();
  const first = stage.documents();

  await redraw(pool);
  await stage.drain();
  expect(await stage.waiting()).toEqual([]);
  expect(stage.documents()).toEqual(first);
});
