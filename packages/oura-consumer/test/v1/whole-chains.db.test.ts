import { readBrotliBlocks, readChunk } from '@pooltool/codec';
import { preprod, preview } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { noSharedData, sharedData } from '../shared-data.ts';
import { expectAllSame } from './same-block.ts';

describe.skipIf(noSharedData)(
  'every block put together from v1 events is the decoded one (needs ../shared/data)',
  () => {
    test.each([
      ['07', 4077],
      ['09', 2851],
      ['11', 3368],
    ])('of preview epoch %s', { timeout: 60_000 }, async (epoch, blocks) => {
      const file = sharedData(`chain/preview/epoch${epoch}.cbor.br`);
      expect(await expectAllSame(readBrotliBlocks(file), preview)).toBe(blocks);
    });

    test('of a chunk of preprod', { timeout: 60_000 }, async () => {
      expect(await expectAllSame(readChunk(sharedData('chain/preprod/01285.chunk')), preprod)).toBe(864);
    });
  },
);
