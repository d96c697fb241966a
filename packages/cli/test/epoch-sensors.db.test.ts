import { recordSensorTick, registerSensors } from '@pooltool/store/pipeline';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ranHere } from './ran-here.ts';

let database: TestDatabase;
let pooltool: (...args: string[]) => ReturnType<typeof ranHere>;
beforeAll(async () => {
  database = await createTestDatabase();
  pooltool = (...args) => ranHere(args, { settings: { DATABASE_URL: database.url } });
});
afterAll(() => database.close());

test('sensors are listed with what came of their last look, and switched', async () => {
  expect((await pooltool('epoch', 'sensors')).stdout).toBe('no worker was started yet');
  await registerSensors(database.pool, ['ledger_arrival', 'payouts']);
  await recordSensorTick(database.pool, {
    name: 'ledger_arrival',
    tick: 1,
    outcome: 'skipped',
    reason: 'nothing has arrived since',
    requests: 0,
  });

  expect((await pooltool('epoch', 'sensors')).stdout).toMatch(
    /^ledger_arrival +on +never +0 +skipped: nothing has arrived since$/m,
  );
  expect(await pooltool('epoch', 'sensor', 'ledger_arrival', 'off')).toMatchObject({
    exitCode: 0,
    stdout: 'ledger_arrival is off',
  });
  expect((await pooltool('epoch', 'sensors')).stdout).toMatch(/^ledger_arrival +off /m);
  expect((await pooltool('epoch', 'sensor', 'ledger_arrival', 'on')).stdout).toBe('ledger_arrival is on');
  expect(JSON.parse((await pooltool('epoch', 'sensors', '--json')).stdout)).toMatchObject([
    { name: 'ledger_arrival', enabled: true },
    { name: 'payouts', enabled: true, last: null },
  ]);
});

test('a sensor that nobody knows is told, and only on and off are switches', async () => {
  expect(await pooltool('epoch', 'sensor', 'ledger', 'off')).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('there is no sensor named ledger'),
  });
  expect(await pooltool('epoch', 'sensor', 'ledger_arrival', 'up')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Allowed choices are on, off'),
  });
});
