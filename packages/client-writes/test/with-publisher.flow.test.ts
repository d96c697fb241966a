import { markOf, poolId } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markAgain } from '@pooltool/store/documents';
import { readPoolNote, savePoolNote } from '@pooltool/store/operators';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ClientsStage, OTHER_POOL, openClientsStage, POOL } from './clients-stage.ts';

let stage: ClientsStage;
beforeAll(async () => {
  stage = await openClientsStage();
  await stage.write(`stake_pools/${POOL}`, { id: POOL });
});
afterAll(() => stage.close());

const within = { timeout: 30_000, interval: 20 };
const pool = poolId(POOL);
const db = () => stage.database.pool;
const path = `pool_stats/${POOL}/public_note`;
const write = (note: string) => stage.write(path, note);
const truth = () => readPoolNote(db(), pool);
const waiting = () => stage.rows('select kind from document_mark');
/** Something else of the pool changes, so that its document is drawn again. */
const otherChange = () =>
  inTransaction(db(), async (tx) => {
    await markAgain(tx, { kinds: ['pool', 'pool_stats'], subject: POOL });
    await tx.query(`insert into document_mark (kind, subject) values ($1, $2) on conflict do nothing`, [
      markOf.poolStats(pool).kind,
      POOL,
    ]);
  });
const allDrawn = () => vi.waitFor(async () => expect(await waiting()).toEqual([]), within);
const settledAs = (note: string) =>
  vi.waitFor(async () => {
    expect(await truth()).toBe(note);
    expect(stage.read(path)).toBe(note);
    expect(await waiting()).toEqual([]);
  }, within);

test('what clients write and what we draw settles: whichever side is down, nothing is lost and nothing goes to and fro', async () => {
  const [publisher, clients] = [stage.publisher(), stage.daemon()];
  await Promise.all([publisher.ready, clients.ready]);

  await write('One');
  await settledAs('One');
  // Typed faster than it is taken in: the last one stays.
  for (const note of ['Two', 'Three', 'Four', 'Five']) await write(note);
  await settledAs('Five');
  await otherChange();
  await settledAs('Five');

  // Put in order, and drawn so.
  await write('<p onclick=x>Six');
  await settledAs('<p>Six</p>');

  // Nobody ever said anything of this one here: what is refused does not stay either.
  const refused = `pool_stats/${OTHER_POOL}/public_note`;
  await stage.write(refused, '&'.repeat(1000));
  await vi.waitFor(() => expect(stage.read(refused)).toBeNull(), within);

  // By REST, then by a client again.
  await inTransaction(db(), (tx) => savePoolNote(tx, { pool, note: 'Seven', user: null, nowMs: 0 }));
  await settledAs('Seven');
  await write('<p>Six</p>');
  await settledAs('<p>Six</p>');

  // We are not there: the publisher goes on drawing the pool, and what the client wrote stays until we are back.
  clients.child.kill('SIGKILL');
  await clients.ended;
  await write('Eight');
  await otherChange();
  await allDrawn();
  expect(stage.read(path)).toBe('Eight');
  const again = stage.daemon();
  await again.ready;
  await settledAs('Eight');

  // The publisher is not there: whoever was last has the last word, though it is not drawn yet.
  publisher.child.kill('SIGKILL');
  await publisher.ended;
  await write('Nine');
  await vi.waitFor(async () => expect(await truth()).toBe('Nine'), within);
  await inTransaction(db(), (tx) => savePoolNote(tx, { pool, note: 'Ten', user: null, nowMs: Date.now() }));
  await write('Eleven');
  await vi.waitFor(async () => expect(await truth()).toBe('Eleven'), within);
  await write('<p onclick=x>Twelve');
  await vi.waitFor(async () => expect(await truth()).toBe('<p>Twelve</p>'), within);
  // What was put in order waits to be drawn, and what is typed next is not drawn over.
  await write('Thirteen');
  await vi.waitFor(async () => expect(await truth()).toBe('Thirteen'), within);
  await write('Fourteen');
  await vi.waitFor(async () => expect(await truth()).toBe('Fourteen'), within);
  await inTransaction(db(), (tx) => savePoolNote(tx, { pool, note: 'Fifteen', user: null, nowMs: Date.now() }));
  await stage.publisher().ready;
  await settledAs('Fifteen');

  const kept = await stage.rows(`select note, xmin::text from pool_note`);
  await otherChange();
  await allDrawn();
  expect(await stage.rows(`select note, xmin::text from pool_note`)).toEqual(kept);
});
