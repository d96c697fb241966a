import { systemClock } from '@pooltool/shared-utils/clock';
import WebSocket from 'ws';
import type { Orders, Report } from './many-clients.ts';

/** Run by `startManyClients`: pages in a process of their own, so that what they cost is not counted as the server's. */

/** The website waits three seconds; here it has to be seen often. */
const AGAIN_MS = 50;
const LONGEST_STAY_MS = 1_500;
const SUBSCRIPTIONS = ['recent_block', 'ecosystem', 'syncdata', 'heights', 'epoch_data', 'admin_message'];

const heardOf = new Map<number, Set<number>>();
const ready = new Set<number>();

const report = (message: Report): void => void process.send?.(message);

/** Numbers that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function openPage(url: string, onBlock: (height: number) => void): WebSocket {
  const socket = new WebSocket(url);
  socket.on('open', () => {
    for (const channel of SUBSCRIPTIONS) socket.send(JSON.stringify({ action: 'subscribe', channel, params: {} }));
  });
  socket.on('message', (bytes) => {
    const { type, channel, data } = JSON.parse(String(bytes));
    if (type === 'ping') socket.send('{"action":"pong"}');
    else if (channel === 'recent_block' && type !== 'error') onBlock(data.block);
  });
  // 'close' follows, and tells what to do.
  socket.on('error', () => {});
  return socket;
}

function steady(number: number, { url, steady: all }: Orders): void {
  const socket = openPage(url, (height) => {
    if (!ready.has(number)) report({ ready: ready.add(number).size });
    const heard = heardOf.get(height) ?? new Set();
    heardOf.set(height, heard);
    if (heard.has(number)) return;
    if (heard.add(number).size === all) report({ height, atMs: systemClock.now() });
  });
  socket.on('close', () => void systemClock.waitMs(AGAIN_MS).then(() => steady(number, orders)));
  const orders = { url, steady: all, restless: 0, sleeping: 0, seed: 0 };
}

async function restless({ url }: Orders, random: () => number): Promise<void> {
  for (;;) {
    const socket = openPage(url, () => {});
    await systemClock.waitMs(random() * LONGEST_STAY_MS);
    // Half of them say goodbye, the others are gone.
    if (random() < 0.5) socket.close();
    else socket.terminate();
  }
}

function sleeping({ url }: Orders): void {
  const socket = openPage(url, () => {});
  socket.on('open', () => socket.pause());
}

process.once('message', (orders: Orders) => {
  const random = randomFrom(orders.seed);
  for (let number = 0; number < orders.steady; number += 1) steady(number, orders);
  for (let number = 0; number < orders.restless; number += 1) void restless(orders, random);
  for (let number = 0; number < orders.sleeping; number += 1) sleeping(orders);
});
process.once('disconnect', () => process.exit(0));
