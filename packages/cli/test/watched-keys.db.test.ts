import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ranHere } from './ran-here.ts';

const A = 'aa'.repeat(28);
const B = 'bb'.repeat(28);

describe('watched keys', () => {
  let database: TestDatabase;
  const documents = (...args: string[]) =>
    ranHere(['documents', ...args], { settings: { DATABASE_URL: database.url } });

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  test('are watched once, by any of their names, and told', async () => {
    expect((await documents('watched')).stdout).toBe('none is watched');
    expect(await documents('watch', A, `script:${B}`)).toMatchObject({
      exitCode: 0,
      stdout: '2 watched, 0 were already',
    });
    expect(await documents('watch', `key:${A.toUpperCase()}`)).toMatchObject({ stdout: '0 watched, 1 were already' });
    const { stdout } = await documents('watched', '--json');
    expect(JSON.parse(stdout)).toEqual([
      { key: `key:${A}`, summed: false },
      { key: `script:${B}`, summed: false },
    ]);
  });

  test('begin anew when they are watched', async () => {
    await database.pool.query('update watched_key set summed = true');
    expect(await documents('watch', '--anew', A)).toMatchObject({ exitCode: 0, stdout: `key:${A} begins anew` });
    expect(await documents('watch', '--anew', `key:${'cc'.repeat(28)}`)).toMatchObject({ exitCode: 1 });
    expect(JSON.parse((await documents('watched', '--json')).stdout)).toMatchObject([
      { summed: false },
      { summed: true },
    ]);
  });

  test('go when they are named, and when nobody asked for them', async () => {
    expect(await documents('unwatch', `script:${B}`)).toMatchObject({ exitCode: 0, stdout: '1 no longer watched' });
    expect(await documents('unwatch', `script:${B}`)).toMatchObject({ exitCode: 1 });
    await database.pool.query(`update watched_key set asked_at = now() - interval '3 days'`);
    expect(await documents('unwatch', '--not-asked-for', '4')).toMatchObject({ stdout: '0 no longer watched' });
    expect(await documents('unwatch', '--not-asked-for', '2')).toMatchObject({ stdout: '1 no longer watched' });
    expect((await documents('watched')).stdout).toBe('none is watched');
  });

  test('are accounts; who names nothing, or a pool, is told', async () => {
    expect((await documents('unwatch')).exitCode).not.toBe(0);
    const pool = await documents('watch', 'pool1z5uqdk7dzdxaae5633fqfcu2eqzy3a3rgtuvy087fdld7yws0xt');
    expect(pool).toMatchObject({ exitCode: 1 });
    expect(pool.stderr).toContain('only accounts have a history');
  });
});
