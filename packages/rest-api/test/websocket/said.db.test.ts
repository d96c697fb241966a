import fc from 'fast-check';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { counting, PATIENCE } from './counting-stage.ts';

const NONSENSE: readonly (readonly [string, string])[] = [
  ['{', 'POOLTOOL_MESSAGE_INVALID'],
  ['[1]', 'POOLTOOL_MESSAGE_INVALID'],
  ['{"channel":"recent_block"}', 'POOLTOOL_MESSAGE_INVALID'],
  ['{"action":"drop table","channel":"recent_block"}', 'POOLTOOL_MESSAGE_INVALID'],
  ['{"action":"subscribe","channel":"recent_block","params":[]}', 'POOLTOOL_MESSAGE_INVALID'],
  ['{"action":"subscribe"}', 'POOLTOOL_CHANNEL_UNKNOWN'],
  ['{"action":"subscribe","channel":"__proto__","params":{}}', 'POOLTOOL_CHANNEL_UNKNOWN'],
];

test('what is not understood is answered with what is wrong and what to do, and the socket stays', async () => {
  const stage = await counting();
  const page = await stage.page();
  for (const [at, [text, code]] of NONSENSE.entries()) {
    page.say(text);
    const error = await page.heardOf(({ type }) => type === 'error', at);
    expect([text, error.code]).toEqual([text, code]);
    expect([error.msg?.length, error.whatToDo?.length]).not.toContain(undefined);
  }
  page.subscribe('recent_block');
  await page.snapshot('recent_block');
});

test('a message that is binary is told so, one that is too long ends the socket', async () => {
  const stage = await counting();
  const page = await stage.page();
  page.socket.send(Buffer.from('{"action":"pong"}'));
  expect((await page.heardOf(({ type }) => type === 'error')).msg).toContain('binary');
  page.say('x'.repeat(9_000));
  expect(await page.closed).toBe(1009);
});

/** What is deep and full of every script takes longer to make up than to answer. */
const SHALLOW = { maxDepth: 2, stringUnit: 'grapheme-ascii' } as const;

test('whatever is said, the server goes on, and tells nothing of its insides', async () => {
  const stage = await counting();
  const page = await stage.page();
  const anything = fc.jsonValue(SHALLOW);
  const message = fc.oneof(
    fc.json(SHALLOW),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.record(
      {
        action: fc.oneof(fc.constantFrom('subscribe', 'unsubscribe', 'pong'), anything),
        channel: fc.oneof(fc.constantFrom('recent_block', 'user_data', 'constructor'), anything),
        params: fc.oneof(fc.dictionary(fc.constantFrom('epoch', 'pool_id', 'token', '__proto__'), anything), anything),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(message, async (said) => {
      const from = page.heard.length;
      page.say(typeof said === 'string' ? said : JSON.stringify(said).slice(0, 8_000));
      page.say('the end');
      // What follows is answered behind it.
      await page.heardOf(({ msg }) => msg === 'the message is not JSON', from);
      expect(JSON.stringify(page.heard.slice(from))).not.toMatch(
        /node_modules|\.ts:|at async|TypeError|is not a function/,
      );
      for (const { type } of page.heard.slice(from)) expect(['error', 'snapshot']).toContain(type);
    }),
    { numRuns: 60 },
  );
  expect(stage.log.events()).not.toContain('websocket.message-failed');
  expect(page.socket.readyState).toBe(WebSocket.OPEN);
});

test('subscribing again is answered with a snapshot each time, and updates still come once', async () => {
  const stage = await counting();
  const page = await stage.page();
  for (const nth of [1, 2, 3]) {
    page.subscribe('recent_block');
    await expect.poll(() => page.heard.length, PATIENCE).toBe(nth);
  }
  stage.tell(1);
  await page.heardOf(({ data }) => data?.number === 1);
  page.unsubscribe('recent_block');
  page.unsubscribe('recent_block');
  page.say('the end');
  await page.heardOf(({ type }) => type === 'error');
  stage.tell(2);
  expect(page.heard.map(({ type, seq }) => [type, seq])).toEqual([
    ['snapshot', 1],
    ['snapshot', 1],
    ['snapshot', 1],
    ['update', 2],
    ['error', undefined],
  ]);
  expect(stage.hub.counts().get('recent_block')).toEqual({ topics: 0, subscriptions: 0 });
});
