import type { ToldParameters } from '@pooltool/domain';
import {
  effectiveEpochs,
  epoch,
  type PoolChange,
  type PoolEvent,
  poolChanges,
  ratio,
  sameRatio,
} from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

interface Said extends ToldParameters {
  /** stands for relays, metadata, owners, VRF key and reward account */
  readonly rest: string;
}
const said = (given: Partial<Said> = {}): Said => ({
  pledge: 100n,
  cost: 340n,
  margin: ratio(1n, 20n),
  rest: '',
  ...given,
});
const registration = (at: number, given: Partial<Said> = {}): PoolEvent<Said> => ({
  kind: 'registration',
  epoch: epoch(at),
  parameters: said(given),
});
const retirement = (at: number, retiring: number): PoolEvent<Said> => ({
  kind: 'retirement',
  epoch: epoch(at),
  retiringEpoch: epoch(retiring),
});
const changesOf = (events: readonly PoolEvent<Said>[], before: Said | null = null): (readonly PoolChange[])[] =>
  poolChanges({ events, before }).map(({ changes }) => changes);
/** of the last event */
const newsOf = (...events: readonly PoolEvent<Said>[]): readonly PoolChange[] => changesOf(events).at(-1) ?? [];

const isNew = (at: number): PoolChange => ({
  kind: 'registration',
  effective: effectiveEpochs('first-registration', epoch(at)),
});
const pledge = (at: number, from: bigint, to: bigint): PoolChange => ({
  kind: 'pledge',
  from,
  to,
  effective: effectiveEpochs('re-registration', epoch(at)),
});
const retires = (retiring: number, instead: number | null = null): PoolChange => ({
  kind: 'retirement',
  retiringEpoch: epoch(retiring),
  instead: instead === null ? null : epoch(instead),
  effective: effectiveEpochs('retirement', epoch(retiring)),
});
const stays = (retiring: number): PoolChange => ({
  kind: 'retirement-cancelled',
  retiringEpoch: epoch(retiring),
  effective: effectiveEpochs('retirement', epoch(retiring)),
});

describe('what people are told of a pool', () => {
  test.each<[string, readonly PoolChange[], readonly PoolChange[]]>([
    ['that it is new, with blocks from e+2 on', newsOf(registration(10)), [isNew(10)]],
    [
      'every value that differs, adopted in e+1 and earning in e+3',
      newsOf(registration(10), registration(20, { pledge: 200n, margin: ratio(1n, 10n), cost: 170n })),
      [
        { kind: 'pledge', from: 100n, to: 200n, effective: { ledger: epoch(21), blocks: epoch(23) } },
        {
          kind: 'margin',
          from: ratio(1n, 20n),
          to: ratio(1n, 10n),
          effective: { ledger: epoch(21), blocks: epoch(23) },
        },
        { kind: 'cost', from: 340n, to: 170n, effective: { ledger: epoch(21), blocks: epoch(23) } },
      ],
    ],
    ['nothing when a certificate repeats what is in force', newsOf(registration(10), registration(20)), []],
    [
      'nothing when it repeats what was announced already',
      newsOf(registration(10), registration(20, { pledge: 200n }), registration(20, { pledge: 200n })),
      [],
    ],
    [
      'the way back, when a change is taken back before it came',
      newsOf(registration(10), registration(20, { pledge: 200n }), registration(20)),
      [pledge(20, 200n, 100n)],
    ],
    [
      'a change in the epoch of the first registration, which waits like any other',
      newsOf(registration(10), registration(10, { pledge: 200n })),
      [pledge(10, 100n, 200n)],
    ],
    [
      'a margin that moves in the twentieth decimal',
      newsOf(registration(10), registration(20, { margin: ratio(5n * 10n ** 18n + 1n, 10n ** 20n) })),
      [
        {
          kind: 'margin',
          from: ratio(1n, 20n),
          to: ratio(5n * 10n ** 18n + 1n, 10n ** 20n),
          effective: effectiveEpochs('re-registration', epoch(20)),
        },
      ],
    ],
    [
      'nothing of a margin that is only written otherwise',
      newsOf(registration(10), registration(20, { margin: ratio(2n, 40n) })),
      [],
    ],
    [
      'nothing of relays, metadata, owners, keys and accounts',
      newsOf(registration(10), registration(20, { rest: 'other relays' })),
      [],
    ],
    ['that it retires, and when', newsOf(registration(10), retirement(20, 25)), [retires(25)]],
    [
      'that it retires at another epoch',
      newsOf(registration(10), retirement(20, 25), retirement(21, 30)),
      [retires(30, 25)],
    ],
    ['nothing when it repeats that it retires', newsOf(registration(10), retirement(20, 25), retirement(21, 25)), []],
    [
      'that it stays after all, with what it changes at that occasion',
      newsOf(registration(10), retirement(20, 25), registration(24, { pledge: 1n })),
      [stays(25), pledge(24, 100n, 1n)],
    ],
    [
      'that it is new again when it comes back',
      newsOf(registration(10), retirement(20, 25), registration(25, { pledge: 1n })),
      [isNew(25)],
    ],
    [
      'nothing of a retirement of who has retired, which the ledger refuses',
      newsOf(registration(10), retirement(20, 25), retirement(26, 30)),
      [],
    ],
    [
      'no cancelled retirement of who retired, came back and registers again',
      newsOf(registration(10), retirement(20, 25), registration(26), registration(27, { pledge: 1n })),
      [pledge(27, 100n, 1n)],
    ],
  ])('is %s', (_, told, wanted) => {
    expect(told).toEqual(wanted);
  });

  test('is compared with the genesis, for a pool that began there', () => {
    expect(changesOf([registration(5, { pledge: 7n })], said())).toEqual([[pledge(5, 100n, 7n)]]);
  });

  test('is one entry for each certificate, in their order, also where there is nothing to tell', () => {
    const told = poolChanges({ events: [registration(10), registration(11), retirement(12, 14)], before: null });
    expect(told.map(({ event, epoch, changes }) => [event, epoch, changes.length])).toEqual([
      [0, 10, 1],
      [1, 11, 0],
      [2, 12, 1],
    ]);
  });
});

/** What somebody believes who knows the entries only. */
interface Belief {
  readonly known: boolean;
  readonly values: ToldParameters;
  readonly retiring: number | null;
}

describe('whatever the certificates', () => {
  const small = fc.bigInt({ min: 0n, max: 2n });
  const certificate = fc.record({
    epoch: fc.integer({ min: 0, max: 12 }),
    retiresIn: fc.option(fc.integer({ min: 1, max: 4 })),
    pledge: small,
    cost: small,
    // Some are equal and written otherwise.
    margin: fc.record({ numerator: small, denominator: fc.constantFrom(1n, 2n, 4n) }),
  });
  const before = fc.option(fc.constant(said()));
  const history = fc
    .array(certificate, { maxLength: 14 })
    .map((given) =>
      given
        .toSorted((a, b) => a.epoch - b.epoch)
        .map(({ epoch: at, retiresIn, ...parameters }) =>
          retiresIn === null ? registration(at, parameters) : retirement(at, at + retiresIn),
        ),
    );

  test('the entries applied one after another give what was announced, and none tells a change that is none', () => {
    fc.assert(
      fc.property(history, before, (events, genesis) => {
        let belief: Belief = { known: genesis !== null, values: genesis ?? said(), retiring: null };
        const announced: Announced = { registered: genesis !== null, parameters: genesis, retiring: null, gone: false };
        for (const { event, epoch: at, changes } of poolChanges({ events, before: genesis })) {
          const given = events[event];
          if (given === undefined) throw new Error('an entry for no event');
          if (belief.retiring !== null && belief.retiring <= at) belief = { ...belief, known: false, retiring: null };
          for (const change of changes) {
            expectRealChange(belief, change);
            belief = believing(belief, change, given);
          }
          announce(announced, given);
          if (announced.registered && announced.parameters !== null) {
            expect(belief.values.pledge).toBe(announced.parameters.pledge);
            expect(belief.values.cost).toBe(announced.parameters.cost);
            expect(sameRatio(belief.values.margin, announced.parameters.margin)).toBe(true);
          }
          expect(belief.retiring).toBe(announced.retiring);
        }
      }),
    );
  });

  test('a later certificate changes no earlier entry', () => {
    fc.assert(
      fc.property(history, before, fc.nat(14), (events, genesis, length) => {
        const all = poolChanges({ events, before: genesis });
        expect(poolChanges({ events: events.slice(0, length), before: genesis })).toEqual(all.slice(0, length));
      }),
    );
  });
});

function expectRealChange({ known, values, retiring }: Belief, change: PoolChange): void {
  switch (change.kind) {
    case 'registration':
      expect(known).toBe(false);
      return;
    case 'pledge':
    case 'cost':
      expect(change.from).toBe(values[change.kind]);
      expect(change.to).not.toBe(change.from);
      return;
    case 'margin':
      expect(sameRatio(change.from, values.margin)).toBe(true);
      expect(sameRatio(change.from, change.to)).toBe(false);
      return;
    case 'retirement':
      expect(change.instead).toBe(retiring);
      expect(change.retiringEpoch).not.toBe(retiring);
      return;
    case 'retirement-cancelled':
      expect(change.retiringEpoch).toBe(retiring);
  }
}

function believing(belief: Belief, change: PoolChange, event: PoolEvent<Said>): Belief {
  switch (change.kind) {
    case 'registration':
      return { ...belief, known: true, values: event.kind === 'registration' ? event.parameters : belief.values };
    case 'pledge':
    case 'cost':
    case 'margin':
      return { ...belief, values: { ...belief.values, [change.kind]: change.to } };
    case 'retirement':
      return { ...belief, retiring: change.retiringEpoch };
    case 'retirement-cancelled':
      return { ...belief, retiring: null };
  }
}

interface Announced {
  registered: boolean;
  parameters: Said | null;
  retiring: number | null;
  gone: boolean;
}

/** The last words of a pool, without a thought of what changed. */
function announce(pool: Announced, event: PoolEvent<Said>): void {
  if (pool.retiring !== null && pool.retiring <= event.epoch) {
    pool.gone = true;
    pool.registered = false;
    pool.retiring = null;
  }
  if (event.kind === 'retirement') {
    if (!pool.gone) pool.retiring = event.retiringEpoch;
    return;
  }
  pool.parameters = event.parameters;
  pool.registered = true;
  pool.gone = false;
  pool.retiring = null;
}
