import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { HttpServer } from '@pooltool/shared-utils/http';
import { expect } from 'vitest';

/** Fewer bytes are not compressed: it would save no packet. */
const COMPRESSED_FROM = 1_024;

/**
 * What holds for every read: its tag, 304 for who knows it, HEAD with the headers of GET, both encodings with the same content
 * and tag, pages of every origin, and the limits that it was counted by.
 */
export async function expectManners(server: HttpServer, url: string): Promise<void> {
  const ask = (headers: Readonly<Record<string, string>> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    server.inject({ method, url, headers: { origin: 'https://pooltool.io', ...headers } });
  const plain = await ask();
  const etag = String(plain.headers.etag);
  expect([url, plain.statusCode, plain.headers['content-type']]).toEqual([url, 200, 'application/json; charset=utf-8']);
  expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
  expect(plain.headers).toMatchObject({
    'cache-control': 'public, no-cache',
    'access-control-allow-origin': '*',
    ratelimit: expect.stringMatching(/^"address";r=\d+;t=\d+$/),
  });
  const known = await ask({ 'if-none-match': etag });
  expect([url, known.statusCode, known.body, known.headers.etag]).toEqual([url, 304, '', etag]);
  const head = await ask({}, 'HEAD');
  expect([url, head.statusCode, head.body, head.headers.etag]).toEqual([url, 200, '', etag]);
  const isLarge = plain.rawPayload.byteLength >= COMPRESSED_FROM;
  for (const [encoding, unpacked] of [
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const) {
    const packed = await ask({ 'accept-encoding': encoding });
    expect([url, packed.headers['content-encoding'], packed.headers.etag]).toEqual([
      url,
      isLarge ? encoding : undefined,
      etag,
    ]);
    expect((isLarge ? unpacked(packed.rawPayload) : packed.rawPayload).toString()).toBe(plain.body);
  }
}

/** Every read of the website, asked about this pool and this epoch. */
export const everyRead = ({ pool, epoch }: { readonly pool: string; readonly epoch: number }): readonly string[] => [
  '/api/recent_block',
  `/api/epoch/${epoch}`,
  `/api/epoch_params/${epoch}`,
  `/api/active_stake/${epoch}`,
  '/api/ecosystem',
  '/api/syncdata',
  '/api/heights',
  '/api/pools',
  `/api/pool/${pool}/history?limit=30`,
  `/api/pool/${pool}/blocks/${epoch}`,
  `/api/pool/${pool}/awards`,
  `/api/blocks/${epoch}`,
  `/api/blocks/${epoch}?block_height=5`,
  '/api/ros_histogram?type=stake',
  '/api/epoch_exchange_rates',
  `/api/tickers2026?t=${epoch}`,
];
