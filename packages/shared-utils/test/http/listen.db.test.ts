import { request as httpRequest } from 'node:http';
import { manualClock } from '@pooltool/shared-utils/clock';
import { listen } from '@pooltool/shared-utils/http';
import { describe, expect, test, vi } from 'vitest';
import { booksDiffer, serverWith } from './served.ts';

test('a halt tells the asking side nothing, and the process everything', async () => {
  const onHalt = vi.fn<(error: unknown) => void>();
  const { server, log } = serverWith({ onHalt });
  const { address } = await listen(server, { host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${address}/fails/halt`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret');
  await vi.waitFor(() => expect(onHalt).toHaveBeenCalledOnce());
  expect(booksDiffer.is(onHalt.mock.calls[0]?.[0])).toBe(true);
  expect(log.events()).toContain('request.halted');
});

describe('closing', () => {
  /** A server with a route that answers when told to. */
  async function slowServer(clock = manualClock()) {
    const { server } = serverWith();
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const { promise: asked, resolve: entered } = Promise.withResolvers<void>();
    server.get('/slow', async () => {
      entered();
      await told;
      return { done: true };
    });
    const listening = await listen(server, { host: '127.0.0.1', port: 0, graceMs: 1_000, clock });
    return { ...listening, clock, tell, asked };
  }

  test('lets a running request end and takes no new connection', async () => {
    const { address, port, close, tell, asked } = await slowServer();
    const running = fetch(`${address}/slow`);
    await asked;
    const closed = close();
    await vi.waitFor(() => expect(refused(port)).resolves.toBe('ECONNREFUSED'));
    tell();
    expect(await (await running).json()).toEqual({ done: true });
    await closed;
  });

  test('cuts a request that does not end in time', async () => {
    const { address, close, asked, clock } = await slowServer();
    const running = fetch(`${address}/slow`).then(
      () => 'answered',
      () => 'cut',
    );
    await asked;
    const closed = close();
    await vi.waitFor(() => expect(clock.waiting()).toBe(1));
    await clock.advance(1_000);
    expect(await running).toBe('cut');
    await closed;
  });

  /** The code with which a new connection is refused, or 'taken'. */
  function refused(port: number): Promise<string> {
    return new Promise((resolve) => {
      const request = httpRequest({ port, host: '127.0.0.1', path: '/health', agent: false });
      request.on('response', (answer) => resolve(answer.resume() && 'taken'));
      request.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
      request.end();
    });
  }
});
