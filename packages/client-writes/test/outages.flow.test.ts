import { poolId } from '@pooltool/domain';
import { deviceAlerts } from '@pooltool/store/client-writes';
import { readPoolNote } from '@pooltool/store/operators';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ClientsStage, openClientsStage, POOL, type Running, token } from './clients-stage.ts';

let stage: ClientsStage;
let running: Running;
beforeAll(async () => {
  stage = await openClientsStage();
  running = stage.daemon();
  await running.ready;
  await stage.write(alertOf('a'), { enabled: true });
  await stage.write(note, 'Before');
  await expectTaken({ alerts: ['a'], note: 'Before' });
});
afterAll(() => stage.close());

const within = { timeout: 30_000, interval: 20 };
const note = `pool_stats/${POOL}/public_note`;
const alertOf = (name: string) => `legacy_alerts/${POOL}/pledge/${token(name)}`;

const expectTaken = (expected: { readonly alerts: readonly string[]; readonly note: string }) =>
  vi.waitFor(async () => {
    await stage.database.pool.query('delete from document_mark');
    const alerts = await deviceAlerts(stage.database.pool, { kind: 'pledge', pools: [poolId(POOL)] });
    expect(alerts.map((one) => one.token)).toEqual(expected.alerts.map(token));
    expect(await readPoolNote(stage.database.pool, poolId(POOL))).toBe(expected.note);
  }, within);

test('a connection to PostgreSQL that breaks is opened again, whether what was said on it had been done or not', async () => {
  const { database } = stage.lines;
  for (const [side, name] of [
    ['before', 'b'],
    ['after', 'c'],
  ] as const) {
    const { troubles } = database;
    database.breakAt(3, side);
    await stage.write(alertOf(name), { enabled: true });
    await stage.write(note, name);
    await expectTaken({ alerts: ['a', 'b', ...(name === 'c' ? ['c'] : [])], note: name });
    expect(database.troubles).toBe(troubles + 1);
  }
  expect(running.child.exitCode).toBeNull();
});

test('PostgreSQL goes down, and the daemon with it, whose lock is lost: what clients did meanwhile is taken over when both are back', async () => {
  stage.lines.database.goDown(Number.POSITIVE_INFINITY);
  expect(await running.ended).not.toBe(0);
  await stage.write(alertOf('a'), null);
  await stage.write(note, 'Once');
  await stage.write(note, 'While PostgreSQL was down');
  expect(await stage.daemon().ended).not.toBe(0);
  stage.lines.database.mend();
  running = stage.daemon();
  await expectTaken({ alerts: ['b', 'c'], note: 'While PostgreSQL was down' });
});

test('while Firebase is out of reach the daemon stays, and what clients did there meanwhile is told once it is back', async () => {
  const { firebase } = stage.lines;
  const { troubles } = firebase;
  firebase.goDown(Number.POSITIVE_INFINITY);
  await stage.write(alertOf('b'), null);
  await stage.write(alertOf('d'), { enabled: true });
  await stage.write(note, 'While we were cut off');
  await vi.waitFor(() => expect(firebase.troubles).toBeGreaterThan(troubles), within);
  firebase.mend();
  await expectTaken({ alerts: ['c', 'd'], note: 'While we were cut off' });
  await stage.write(note, 'And live again');
  await expectTaken({ alerts: ['c', 'd'], note: 'And live again' });
  expect(running.child.exitCode).toBeNull();
});
