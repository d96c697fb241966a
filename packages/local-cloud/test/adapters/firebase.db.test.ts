import { openFirebase, openFirebaseReader } from '@pooltool/shared-utils/firebase';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startRealtimeDatabase } from '../../src/firebase/index.ts';
import { billed } from './billed.ts';

describe('the Firebase adapter', () => {
  let server: Awaited<ReturnType<typeof startRealtimeDatabase>>;
  const bill = billed();
  let writer: ReturnType<typeof openFirebase>;

  beforeAll(async () => {
    server = await startRealtimeDatabase();
    writer = openFirebase({ databaseUrl: `${server.url}?ns=pooltool`, root: 'Mainnet', count: bill.count });
  });
  afterAll(async () => {
    await writer.close();
    await server.stop();
  });
  const stored = (path: string) => server.read(`/Mainnet/${path}`, 'pooltool');

  test('writes many paths at once, changes only what it names, and removes by null', async () => {
    await writer.update(
      new Map([
        ['stake_pools/a', { t: 'AAA', ls: 1_000_000n }],
        ['stake_pools/b', { t: 'BBB', ls: 2n }],
      ]),
    );
    await writer.update(
      new Map([
        ['stake_pools/a/ls', 5n],
        ['stake_pools/b', null],
      ]),
    );
    expect(stored('stake_pools')).toEqual({ a: { t: 'AAA', ls: 5 } });
    expect(await writer.get('stake_pools/a')).toEqual({ t: 'AAA', ls: 5 });
    expect(bill.operations['firebase_upload']?.count).toBe(2);
    expect(bill.operations['firebase_download']).toEqual({ count: 1, bytes: '{"ls":5,"t":"AAA"}'.length });
  });

  test('an update of any size arrives whole, in batches', async () => {
    const before = bill.operations['firebase_upload']?.count ?? 0;
    await writer.update(new Map(Array.from({ length: 2_500 }, (_, i) => [`heights/pool${i}`, i])));
    expect(Object.keys(Object(stored('heights')))).toHaveLength(2_500);
    expect(bill.operations['firebase_upload']?.count).toBe(before + 3);
  });

  test('of a watched value nothing beside it is downloaded, and what is told once it was read is told live', async () => {
    await writer.set('pool_stats/a', { blocks: 'x'.repeat(100_000), public_note: 'one' });
    const downloads = billed();
    const reader = openFirebaseReader({
      databaseUrl: `${server.url}?ns=pooltool`,
      root: 'Mainnet',
      count: downloads.count,
    });
    const told: unknown[] = [];
    reader.watchValue('pool_stats/a/public_note', {
      onValue: (value) => told.push([value, reader.live()]),
      onDenied: (error) => expect.unreachable(error.message),
    });
    await vi.waitFor(() => expect([told, reader.live()]).toEqual([[['one', false]], true]));
    await writer.update(new Map([['pool_stats/a/blocks', 'y'.repeat(100_000)]]));
    await writer.set('pool_stats/a/public_note', 'two');
    await writer.set('pool_stats/a', null);
    await reader.caughtUp();
    expect(told).toEqual([
      ['one', false],
      ['two', true],
      [undefined, true],
    ]);
    expect(downloads.operations['firebase_download']?.bytes).toBe('"one""two"null'.length);
    await reader.close();
  });

  test('a value longer than one frame of the protocol arrives whole', async () => {
    const text = 'ä'.repeat(2_000_000);
    await writer.set('long', text);
    expect(stored('long')).toBe(text);
  });

  test('nothing is sent of an update of which one value cannot be held', async () => {
    const update = writer.update(
      new Map<string, number>([
        ['good', 1],
        ['bad', Number.NaN],
      ]),
    );
    await expect(update).rejects.toMatchObject({ code: 'POOLTOOL_FIREBASE_VALUE_INVALID' });
    expect(stored('good')).toBeNull();
  });

  test('two writers with different roots do not meet', async () => {
    const preview = openFirebase({ databaseUrl: `${server.url}?ns=pooltool`, root: 'Preview', count: bill.count });
    await preview.set('ecosystem', { activePools: 3 });
    expect(stored('ecosystem')).toBeNull();
    expect(server.read('/Preview/ecosystem', 'pooltool')).toEqual({ activePools: 3 });
    await preview.close();
  });

  test('a server that is not there is to be tried again', async () => {
    const gone = await startRealtimeDatabase();
    await gone.stop();
    const offline = openFirebase({
      databaseUrl: `${gone.url}?ns=x`,
      root: 'Mainnet',
      count: bill.count,
      timeoutMs: 100,
    });
    await expect(offline.set('a', 1)).rejects.toMatchObject({
      code: 'POOLTOOL_FIREBASE_UNREACHABLE',
      disposition: 'retry',
    });
    await offline.close();
  });

  test('a writer finds its server again after a restart', async () => {
    const first = await startRealtimeDatabase();
    const patient = openFirebase({ databaseUrl: `${first.url}?ns=x`, root: 'Mainnet', count: bill.count });
    await patient.set('a', 1);
    await first.stop();
    const second = await startRealtimeDatabase({ port: first.port });
    await patient.set('b', 2);
    expect(second.read('/Mainnet', 'x')).toEqual({ b: 2 });
    await patient.close();
    await second.stop();
  });

  test('a service account that is none is refused without showing what it holds', () => {
    const account = { project_id: 'p', client_email: 'e', private_key: 'secret' };
    const open = (serviceAccount: Record<string, string>) =>
      openFirebase({ databaseUrl: 'https://p.firebaseio.com', root: 'Mainnet', serviceAccount, count: bill.count });
    expect(() => open({ project_id: 'p' })).toThrow('the service account has no client_email');
    expect(() => open(account)).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_FIREBASE_DENIED', message: expect.not.stringContaining('secret') }),
    );
  });
});
