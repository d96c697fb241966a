import { readFileSync } from 'node:fs';
import { demandBodyHash, readBrotliBlocks, readChunk } from '@pooltool/codec';
import type { Block } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { blocksOf, chained } from './support/chained.ts';
import { noSharedData, sharedData } from './support/shared-data.ts';

const previewEpochs = Array.from(
  { length: 12 },
  (_, epoch) => `chain/preview/epoch${String(epoch).padStart(2, '0')}.cbor.br`,
);

const devnetEpochs = [0, 1, 2].map((epoch) => `chain/devnet42/epoch0${epoch}.cbor.br`);

describe.skipIf(noSharedData)('whole chains (needs ../shared/data)', () => {
  test.each([
    ['preview', 46_714, previewEpochs, readBrotliBlocks],
    ['devnet42', 12_545, devnetEpochs, readBrotliBlocks],
    ['preprod 01285', 864, ['chain/preprod/01285.chunk'], readChunk],
  ])(
    'every block of %s has the body of its header',
    async (_chain, blocks, files, read) => {
      let count = 0;
      for (const file of files) {
        for await (const bytes of read(sharedData(file))) {
          demandBodyHash(bytes);
          count += 1;
        }
      }
      expect(count).toBe(blocks);
    },
    60_000,
  );

  test('12,545 Conway blocks of devnet42 are one chain', async () => {
    expect(await chained(blocksOf(devnetEpochs))).toMatchObject({ count: 12_545, last: { era: 'conway' } });
  });

  test("preview from genesis is one chain, and its fees are those the node's pots were computed with", async () => {
    const fees: bigint[] = [];
    let before: Block | null = null;
    let count = 0;
    for (const file of previewEpochs) {
      let collected = 0n;
      for await (const block of blocksOf([file])) {
        expect(block.parentHash).toBe(before?.hash ?? null);
        before = block;
        count += 1;
        for (const { fee } of block.transactions) collected += fee ?? 0n;
      }
      fees.push(collected);
    }
    expect(count).toBe(46_714);
    // rewards.md 1.2 with d ≥ 0.8, as preview began: the treasury grows by a fifth of expansion and fees
    const pots = potsOfPreview();
    for (const epoch of [0, 1, 2]) {
      const now = pots.get(epoch + 1);
      const next = pots.get(epoch + 2);
      if (now === undefined || next === undefined) throw new Error('preview-pots.csv lost its first epochs');
      const pot = (now.reserves * 3n) / 1000n + (fees[epoch] ?? 0n);
      expect(next.treasury - now.treasury).toBe(pot / 5n);
    }
  }, 60_000);
});

function potsOfPreview(): Map<number, { reserves: bigint; treasury: bigint }> {
  const rows = readFileSync(sharedData('chain/ground-truth/preview-pots.csv'), 'utf8').trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [epoch = '', reserves = '', treasury = ''] = row.split(',');
      return [Number(epoch), { reserves: BigInt(reserves), treasury: BigInt(treasury) }];
    }),
  );
}
