import { blockHash, height, nodeName, poolId, slot, type TipMessage, unixMs } from '@pooltool/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consistentElection, extendChain, hashOf, reportsOf, type ToldBlock, tip } from './small-tips.ts';
import { NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const HIGHEST = 2 ** 48;
const block: ToldBlock = { tag: 1, height: 500, slot: 30_400, maker: 1 };
const { blockVrf, blockProof, leaderValue } = consistentElection(3);

const hexOf = (bytes: number) => fc.constantFrom('00', 'ff', '7f').map((byte) => byte.repeat(bytes));
const anyText = fc
  .oneof(fc.constantFrom('', ' ', '"{}\\', '€'.repeat(64)), fc.string({ maxLength: 64 }))
  .map(printable);
const anyNumber = fc.constantFrom(0, 1, 30_400, 2 ** 31, 2 ** 32, HIGHEST);

/** What a message may hold as far as its words allow, the ends of each range first. */
const anyMessage: fc.Arbitrary<TipMessage> = fc.record({
  reporter: fc.record({ pool: hexOf(28).map(poolId), node: anyText.map(nodeName) }),
  receivedAt: fc.constantFrom(0, NOW, NOW + 60_000).map(unixMs),
  at: fc.option(fc.constantFrom(0, NOW, Number.MAX_SAFE_INTEGER).map(unixMs)),
  hash: hexOf(32).map(blockHash),
  slot: anyNumber.map(slot),
  height: anyNumber.map(height),
  parent: fc.option(hexOf(32).map(blockHash)),
  issuerKey: fc.constantFrom(null, '', 'ff'.repeat(32), '00'.repeat(32), 'FF'.repeat(32)),
  election: fc.constantFrom<TipMessage['election']>(
    null,
    { kind: 'praos', blockVrf, blockProof, leaderValue },
    { kind: 'praos', blockVrf: '00'.repeat(64), blockProof: '00'.repeat(80), leaderValue: '00'.repeat(32) },
    { kind: 'tpraos', leaderVrf: blockVrf, leaderProof: blockProof },
    { kind: 'tpraos', leaderVrf: 'x', leaderProof: '' },
  ),
  protocol: fc.option(fc.record({ major: anyNumber, minor: fc.constantFrom(-1, 0.5, Number.MAX_SAFE_INTEGER) })),
  version: anyText,
  platform: anyText,
});

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, '').slice(0, 64);
}

test('no message, however odd, keeps others from being taken in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyMessage, { minLength: 1, maxLength: 20 }), fc.boolean(), async (odd, hasChain) => {
      await stage.clear();
      if (hasChain) await extendChain(stage.pool, { tag: 80, height: 499, slot: 30_390, maker: 4 });
      await stage.put(...odd);
      await stage.pass();
      await stage.put(...odd, ...reportsOf(block, 3));
      expect((await stage.pass()).messages).toBe(odd.length + 3);
      if (hasChain)
        expect(await stage.contest(500)).toMatchObject({ candidates: [{ hash: hashOf(1), standing: 'likely' }] });
      stage.restart();
      await stage.pass();
    }),
    { numRuns: 25 },
  );
});

test('what 400 messages invent at one height crowds out nobody', async () => {
  await stage.clear();
  const invented = Array.from({ length: 400 }, (_, tag) =>
    tip({ ...block, tag: 1_000 + tag, maker: 66 }, 66, { election: null }),
  );
  await stage.put(...invented, ...reportsOf(block, 3));
  await stage.pass();
  const { candidates = [] } = (await stage.contest(500)) ?? {};
  expect(candidates.filter(({ standing }) => standing !== 'unconfirmed').map(({ hash }) => hash)).toEqual([hashOf(1)]);
  expect(candidates.length).toBeLessThanOrEqual(64);
});
