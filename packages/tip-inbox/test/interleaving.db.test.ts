import { startTroubledLine, type TroubledLine } from '@pooltool/local-cloud';
import { inTransaction } from '@pooltool/shared-utils/pg';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { TipInbox } from '../src/index.ts';
import { dynamoInboxAt, freshDatabase, freshTables, PLACES } from './inbox-stages.ts';
import { messageNo, numbersOf } from './messages.ts';

type Step =
  | { readonly kind: 'put'; readonly writer: number; readonly count: number }
  | {
      readonly kind: 'take';
      readonly reader: number;
      readonly limit: number;
      readonly commits: boolean;
      readonly fetches: boolean;
    };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('put' as const), writer: fc.nat(1), count: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      kind: fc.constant('take' as const),
      reader: fc.nat(1),
      limit: fc.integer({ min: 1, max: 6 }),
      commits: fc.boolean(),
      fetches: fc.boolean(),
    }),
  ),
  { minLength: 1, maxLength: 14 },
);

class Aborted extends Error {}

test.each(Object.entries(PLACES))(
  'in %s, whoever writes and reads at once and whatever is rolled back: each message comes once',
  async (_name, place) => {
    const { pool, open } = await place();
    const [writers, readers] = [
      [open(), open()],
      [open(), open()],
    ];
    let no = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (doing) => {
        const put: number[][] = writers.map(() => []);
        const taken: number[] = [];
        const take = async (
          reader: TipInbox,
          limit: number,
          { commits = true, fetches = true } = {},
        ): Promise<number> => {
          if (fetches) await reader.fetch(limit);
          try {
            const numbers = await inTransaction(pool, async (tx) => {
              const found = numbersOf(await reader.take(tx, limit));
              if (!commits) throw new Aborted();
              return found;
            });
            taken.push(...numbers);
            return numbers.length;
          } catch (error) {
            if (error instanceof Aborted) return 0;
            throw error;
          }
        };
        // A writer waits for his own put before he puts again; everything else happens at once.
        const rows = writers.map(() => Promise.resolve());
        const takes: Promise<number>[] = [];
        for (const step of doing) {
          if (step.kind === 'take') {
            takes.push(take(readers[step.reader] ?? absent(), step.limit, step));
            continue;
          }
          const numbers = Array.from({ length: step.count }, () => (no += 1));
          put[step.writer]?.push(...numbers);
          const inbox = writers[step.writer] ?? absent();
          rows[step.writer] = (rows[step.writer] ?? absent()).then(() =>
            inbox.put(numbers.map((one) => messageNo(one))),
          );
        }
        await Promise.all([...rows, ...takes]);
        while ((await take(readers[0] ?? absent(), 100)) > 0);
        expect([...taken].sort((a, b) => a - b)).toEqual(put.flat().sort((a, b) => a - b));
      }),
      { numRuns: 25 },
    );
  },
);

/** What happens to the first request of a put. SDKs try three times: what is down stays so for all of them. */
const TROUBLES = {
  none: async () => {},
  before: async (line: TroubledLine) => line.breakAt(1, 'before'),
  after: async (line: TroubledLine) => line.breakAt(1, 'after'),
  down: async (line: TroubledLine) => line.goDown(20),
  'after and down': async (line: TroubledLine) => {
    const before = line.troubles;
    line.breakAt(1, 'after');
    while (line.troubles === before) await new Promise((resolve) => setImmediate(resolve));
    line.goDown(20);
  },
};
const trouble = fc.constantFrom(...Object.values(TROUBLES));

test('a DynamoDB that breaks off before and after it does what it was asked: what was acknowledged comes once, what was not at most once', async () => {
  const [pool, url] = await Promise.all([freshDatabase(), freshTables()]);
  const line = await startTroubledLine(url);
  onTestFinished(() => line.close());
  // Items of the old form break off as well; they are nobody's only copy.
  const writer = dynamoInboxAt(line.url, pool, { onTrouble: () => {} });
  const reader = dynamoInboxAt(url, pool);
  let no = 0;
  await writer.put([messageNo(no)]);
  const known = new Set<number>([no]);
  const unclear = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(trouble, { minLength: 1, maxLength: 6 }), async (troubles) => {
      for (const happens of troubles) {
        no += 1;
        const put = writer.put([messageNo(no)]).then(
          () => known,
          (error: unknown) => {
            expect(error).toMatchObject({ disposition: 'retry' });
            return unclear;
          },
        );
        await happens(line);
        (await put).add(no);
        line.mend();
      }
      no += 1;
      await writer.put([messageNo(no)]);
      known.add(no);
      await reader.fetch(1_000);
      const taken = await inTransaction(pool, async (tx) => numbersOf(await reader.take(tx, 1_000)));
      expect(taken).toEqual([...new Set(taken)].sort((a, b) => a - b));
      expect(taken).toEqual(expect.arrayContaining([...known]));
      expect([...known, ...unclear]).toEqual(expect.arrayContaining(taken));
      known.clear();
      unclear.clear();
    }),
    { numRuns: 5, examples: [[[TROUBLES['after and down'], TROUBLES.after, TROUBLES.down]]] },
  );
});

function absent(): never {
  throw new RangeError('there are two of each');
}
