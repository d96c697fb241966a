import { once } from 'node:events';
import { connect } from 'node:net';
import { manualClock } from '@pooltool/shared-utils/clock';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { counting, PATIENCE } from './counting-stage.ts';
import { openPageSocket } from './page-socket.ts';

test('more sockets than one address may have are refused, and there is room when one has closed', async () => {
  const stage = await counting({ limits: { socketsOfAddress: 2 } });
  const [first] = [await stage.page(), await stage.page()];
  await expect(stage.page()).rejects.toThrow('503');
  // Another caller behind our proxy has an allowance of his own.
  await stage.page({ headers: { 'x-forwarded-for': '203.0.113.9' } });
  await first?.close();
  await expect
    .poll(
      () =>
        stage.page().then(
          () => 'in',
          () => 'refused',
        ),
      PATIENCE,
    )
    .toBe('in');
});

test('a socket that says more than it may is closed, and one that has too many subscriptions hears so', async () => {
  const stage = await counting({ limits: { messages: { perSecond: 1, burst: 20 } }, mostSubscriptions: 0 });
  const page = await stage.page();
  page.subscribe('recent_block');
  expect((await page.heardOf(({ type }) => type === 'error')).code).toBe('POOLTOOL_TOO_MANY_SUBSCRIPTIONS');
  for (let time = 0; time < 10; time += 1) page.say('nonsense');
  expect(await page.closed).toBe(1008);
  expect(await stage.metrics()).toContain('websocket_dropped_total{why="too many messages",daemon="rest-api"} 1');
});

test('who says through many sockets what one may not is stopped as well, and other addresses are not', async () => {
  const stage = await counting({ limits: { messages: { perSecond: 1, burst: 10 }, socketsOfAddress: 20 } });
  const pages = [await stage.page(), await stage.page(), await stage.page(), await stage.page()];
  const other = await stage.page({ headers: { 'x-forwarded-for': '203.0.113.9' } });
  for (const page of pages) for (let time = 0; time < 9; time += 1) page.subscribe('recent_block');
  expect(await Promise.any(pages.map(({ closed }) => closed))).toBe(1008);
  other.subscribe('recent_block');
  await other.snapshot('recent_block');
});

test('a ping of the protocol is answered, and counts as a message', async () => {
  const stage = await counting({ limits: { messages: { perSecond: 1, burst: 20 } } });
  const page = await stage.page();
  page.socket.ping('there?');
  expect(String((await once(page.socket, 'pong'))[0])).toBe('there?');
  for (let time = 0; time < 40; time += 1) page.socket.ping();
  expect(await page.closed).toBe(1008);
});

test('who does not answer two pings is closed, who answers stays', async () => {
  const clock = manualClock(1_000_000);
  const stage = await counting({ clock });
  const [answers, silent] = [await stage.page(), await stage.page({ answersPings: false })];
  for (const nth of [1, 2]) {
    await clock.advance(30_000);
    for (const page of [answers, silent]) await expect.poll(() => page.heard.length, PATIENCE).toBe(nth);
    expect(answers.heard.at(-1)).toEqual({ type: 'ping' });
    // His answer is heard before time goes on.
    answers.say('the end');
    await answers.heardOf(({ type }) => type === 'error');
    answers.heard.splice(nth);
  }
  await clock.advance(30_000);
  expect(await silent.closed).toBe(1008);
  expect(answers.socket.readyState).toBe(WebSocket.OPEN);
  expect(await stage.metrics()).toContain('why="silent"');
});

test('who does not read costs a bounded memory and is closed; what he missed others had', async () => {
  const stage = await counting({ limits: { stuckMs: 300, waitingBytes: 65_536 } });
  const [reads, sleeps] = [await stage.page(), await stage.page({ answersPings: false })];
  for (const page of [reads, sleeps]) {
    page.subscribe('recent_block');
    await page.snapshot('recent_block');
  }
  sleeps.socket.pause();
  // More than what the kernel takes for one socket.
  for (let number = 1; number <= 12; number += 1) {
    stage.tell(number, 'x'.repeat(1_000_000));
    await reads.heardOf(({ data }) => data?.number === number);
  }
  await expect.poll(() => stage.metrics(), PATIENCE).toContain('why="too slow"');
  await expect.poll(() => stage.hub.counts().get('recent_block')?.subscriptions, PATIENCE).toBe(1);
  expect(reads.heard.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, at) => at + 1));
  await expect.poll(() => stage.metrics(), PATIENCE).toContain('websocket_sockets{daemon="rest-api"} 1');
  sleeps.socket.resume();
});

test('when the server stops, pages are told goodbye and nobody new comes in', async () => {
  const stage = await counting();
  const pages = [await stage.page(), await stage.page()];
  await stage.close();
  expect(await Promise.all(pages.map(({ closed }) => closed))).toEqual([1001, 1001]);
});

test('pages of other origins are refused when ours are named; programs have none', async () => {
  const stage = await counting({ origins: ['https://pooltool.io'] });
  await expect(openPageSocket(stage.url, { headers: { origin: 'https://evil.test' } })).rejects.toThrow('403');
  for (const headers of [{ origin: 'https://pooltool.io' }, {}] as const) await (await stage.page({ headers })).close();
});

test('a page that is asked for without a WebSocket hears how to connect; another upgrade is let pass', async () => {
  const stage = await counting();
  const answer = await fetch(stage.url.replace('ws:', 'http:'));
  expect([answer.status, await answer.json()]).toMatchObject([426, { error: { code: 'POOLTOOL_UPGRADE_REQUIRED' } }]);
  await expect(openPageSocket(stage.url.replace('/ws', '/elsewhere'))).rejects.toThrow('404');
  expect(
    await raw(stage.address, [
      'POST /health HTTP/1.1',
      'host: x',
      'upgrade: h2c',
      'connection: upgrade, close',
      'content-length: 2',
      '',
      '{}',
    ]),
  ).toMatch(/^HTTP\/1.1 4\d\d /);
  expect(
    await raw(stage.address, ['GET /health HTTP/1.1', 'host: x', 'upgrade: h2c', 'connection: upgrade, close', '', '']),
  ).toMatch(/^HTTP\/1.1 200 /);
  // Behind a question that is not answered yet: cut off, and the server goes on.
  await raw(stage.address, [
    'GET /metrics HTTP/1.1',
    'host: x',
    '',
    'GET /ws HTTP/1.1',
    'host: x',
    'upgrade: websocket',
    'connection: upgrade',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ]);
  // A handshake that is none.
  expect(
    await raw(stage.address, ['GET /ws HTTP/1.1', 'host: x', 'upgrade: websocket', 'connection: upgrade', '', '']),
  ).toMatch(/^HTTP\/1.1 400 /);
});

/** What comes back for these bytes until the connection ends. */
function raw(address: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.on('data', (data) => {
      heard += String(data);
    });
    socket.on('close', () => resolve(heard));
    // 'close' follows: a server that is gone says nothing, which no test expects.
    socket.on('error', () => {});
    socket.write(lines.join('\r\n'));
  });
}
