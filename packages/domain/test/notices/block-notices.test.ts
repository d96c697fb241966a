import {
  beliefOf,
  blockHash,
  blockMinted,
  blockOrphaned,
  blockRestored,
  epoch,
  height,
  slot,
  statementsOf,
} from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const pool = testPoolId(7);
const hash = blockHash(hash32(5));
const block = { hash, pool, height: height(100), slot: slot(2_000), epoch: epoch(3) };

describe('a notice of a block', () => {
  test('tells the pool and its two numbers, and is known by the hash', () => {
    expect(blockMinted({ ...block, inEpoch: 2, inLifetime: 41 })).toEqual({
      key: `block_minted:${hash}`,
      kind: 'block_minted',
      subject: pool,
      slot: 2_000,
      payload: { pool, nbe: 2, nb: 41 },
    });
  });

  test('that is an orphan says by whose block, and hangs on the one that makes it certain', () => {
    const by = { hash: blockHash(hash32(6)), pool: null };
    expect(blockOrphaned({ ...block, times: 2 }, { by, certainFrom: slot(2_130) })).toEqual({
      key: `block_orphaned:${hash}:2`,
      kind: 'block_orphaned',
      subject: pool,
      slot: 2_130,
      payload: { pool, height: 100, hash, slot: 2_000, epoch: 3, by },
    });
  });

  test('that came back hangs on itself', () => {
    expect(blockRestored({ ...block, times: 2 })).toEqual({
      key: `block_restored:${hash}:2`,
      kind: 'block_restored',
      subject: pool,
      slot: 2_000,
      payload: { pool, height: 100, hash, slot: 2_000, epoch: 3 },
    });
  });
});

describe('what people believe of a block', () => {
  const believed = (...told: string[]) => beliefOf({ hash, times: 2 }, (key) => told.includes(key));

  test('is what they were told last', () => {
    expect(believed()).toBe('nothing');
    expect(believed(`block_minted:${hash}`)).toBe('on-chain');
    expect(believed(`block_minted:${hash}`, `block_orphaned:${hash}:1`)).toBe('off-chain');
    expect(believed(`block_minted:${hash}`, `block_orphaned:${hash}:1`, `block_restored:${hash}:1`)).toBe('on-chain');
    expect(believed(`block_minted:${hash}`, `block_orphaned:${hash}:2`)).toBe('off-chain');
  });

  test('changes with every further statement of the other kind', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (times) => {
        const statements = statementsOf({ hash, times });
        expect(statements).toHaveLength(1 + 2 * times);
        const beliefs = statements.map((_, last) =>
          beliefOf({ hash, times }, (key) => statements.slice(0, last + 1).includes(key)),
        );
        expect(beliefs).toEqual(statements.map((_, index) => (index % 2 === 0 ? 'on-chain' : 'off-chain')));
      }),
    );
  });
});
