import { preview } from '@pooltool/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountsStage, accountsStage } from '../../rest-api/test/accounts/accounts-stage.ts';
import { type SocketStage, socketStage } from '../../rest-api/test/websocket/socket-stage.ts';
import { type AnswerOf, openPushes, type Pushes, type Refusal } from '../src/index.ts';

let people: AccountsStage;
let served: SocketStage;
const serve = () => socketStage({ pool: people.database.pool, network: preview, sessionClock: people.clock });
beforeAll(async () => {
  people = await accountsStage();
  served = await serve();
});
afterAll(async () => {
  await served?.close();
  await people?.close();
});

const opened: Pushes[] = [];
afterAll(() => {
  for (const pushes of opened) pushes.close();
});

/** At the address of the moment, without waiting long. */
function open(options: Partial<Parameters<typeof openPushes>[0]> = {}): Pushes {
  const pushes = openPushes({
    url: served.url,
    connect: () => new WebSocket(served.url),
    backOff: { firstMs: 10, mostMs: 50 },
    ...options,
  });
  opened.push(pushes);
  return pushes;
}

test('the server that is there tells what is subscribed to, and goes on after it was started again', async () => {
  const pushes = open();
  const heights: unknown[] = [];
  const two = Promise.withResolvers<void>();
  const first = new Promise<AnswerOf<'websiteRecentBlock'>>((resolve) => {
    pushes.subscribe('recent_block', {}, ({ kind, data }) => {
      expect(kind).toBe('snapshot');
      resolve(data);
      heights.push(data.block);
      if (heights.length === 2) two.resolve();
    });
  });
  expect(await first).toEqual(await (await fetch(`${served.address}/api/recent_block`)).json());
  await served.close();
  served = await serve();
  await two.promise;
  expect(heights[1]).toBe(heights[0]);
});

test('a user is told of himself by his token, and nobody else is', async () => {
  const { user, token } = await people.member(3);
  const heard = new Promise<AnswerOf<'user'>>((resolve) => {
    open({ token: () => token }).subscribe('user_data', { user_id: user }, ({ data }) => resolve(data));
  });
  expect((await heard).user_id).toBe(user);
  const refused = new Promise<Refusal>((resolve) => {
    open({ onRefusal: resolve }).subscribe('user_data', { user_id: user }, ({ data }) => {
      throw new Error(`nobody may hear ${data.user_id}`);
    });
  });
  expect(await refused).toMatchObject({ code: 'POOLTOOL_NOT_SIGNED_IN', channel: 'user_data' });
});
