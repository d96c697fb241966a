import type { ChainItem } from '@pooltool/codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ReplayStep, stepsOf } from '../../src/replay/steps.ts';
import { smallChainOfTest } from './small-chain.ts';

const block = (size: number, at = 'block'): ChainItem => ({ kind: 'block', bytes: new Uint8Array(size), at });
const event = (slot: number | null): ChainItem => ({
  kind: 'event',
  text: '',
  body: { context: { slot } },
  at: `slot ${slot}`,
});

async function* given(items: readonly ChainItem[], error?: Error): AsyncGenerator<ChainItem> {
  yield* items;
  if (error !== undefined) throw error;
}

async function all(steps: AsyncGenerator<ReplayStep, boolean>): Promise<{ steps: ReplayStep[]; passed: boolean }> {
  const found: ReplayStep[] = [];
  for (;;) {
    const next = await steps.next();
    if (next.done === true) return { steps: found, passed: next.value };
    found.push(next.value);
  }
}

const sizes = (steps: readonly ReplayStep[]) =>
  steps.map((step) => (step.kind === 'blocks' ? step.items.length : 'event'));

describe('the steps of a file', () => {
  test('hold every item once, in order, and never more blocks than asked', async () => {
    const item = fc.constantFrom<'block' | 'event'>('block', 'block', 'block', 'event');
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (kinds, batch) => {
        const items = kinds.map((kind, index) => (kind === 'block' ? block(1, `${index}`) : event(index)));
        const { steps } = await all(stepsOf(given(items), { batch, until: null }));
        expect(
          steps.flatMap((step): readonly ChainItem[] => (step.kind === 'blocks' ? step.items : [step.item])),
        ).toEqual(items);
        for (const step of steps) if (step.kind === 'blocks') expect(step.items.length).toBeLessThanOrEqual(batch);
      }),
    );
  });

  test('are smaller where blocks are large, so that memory stays', async () => {
    const items = [block(10_000_000), block(10_000_000), block(10)];
    expect(sizes((await all(stepsOf(given(items), { batch: 500, until: null }))).steps)).toEqual([2, 1]);
  });

  test('give what came before an error, then the error', async () => {
    const steps = stepsOf(given([block(1), block(1)], new Error('cut short')), { batch: 500, until: null });
    expect(await steps.next()).toMatchObject({ done: false, value: { items: { length: 2 } } });
    await expect(steps.next()).rejects.toThrow('cut short');
  });

  test('end before the first event after a slot; what names none does not end them', async () => {
    const items = [event(5), event(null), event(7), event(8), event(6)];
    expect(await all(stepsOf(given(items), { batch: 1, until: 7 }))).toMatchObject({
      passed: true,
      steps: [{ item: { at: 'slot 5' } }, { item: { at: 'slot null' } }, { item: { at: 'slot 7' } }],
    });
  });

  test('end before the first block after a slot; bytes that are no block are for the chain to refuse', async () => {
    const { blocks } = smallChainOfTest({ epochs: 1 });
    const items = blocks.slice(0, 4).map(({ bytes }): ChainItem => ({ kind: 'block', bytes, at: 'block' }));
    const until = blocks[1]?.block.slot ?? 0;
    const { steps, passed } = await all(stepsOf(given([block(3), ...items]), { batch: 500, until }));
    expect({ sizes: sizes(steps), passed }).toEqual({ sizes: [3], passed: true });
    expect((await all(stepsOf(given(items), { batch: 500, until: null }))).passed).toBe(false);
  });
});
