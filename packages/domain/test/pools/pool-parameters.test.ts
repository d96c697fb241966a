import { epoch, type PoolEvent, type PoolStanding, poolStandingAt } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const registration = (at: number, parameters: string): PoolEvent<string> => ({
  kind: 'registration',
  epoch: epoch(at),
  parameters,
});
const retirement = (at: number, retiring: number): PoolEvent<string> => ({
  kind: 'retirement',
  epoch: epoch(at),
  retiringEpoch: epoch(retiring),
});
const standing = (given: Partial<PoolStanding<string>>): PoolStanding<string> => ({
  current: null,
  pending: null,
  retiredSince: null,
  retiring: null,
  ...given,
});
const at = (present: number, events: readonly PoolEvent<string>[], before: string | null = null) =>
  poolStandingAt(epoch(present), { events, before });

describe('the parameters of a pool', () => {
  const twice = [registration(10, 'a'), registration(20, 'b')];
  test.each<[string, PoolStanding<string>, PoolStanding<string>]>([
    ['nobody said anything', at(10, []), standing({})],
    ['a first registration counts at once', at(10, [registration(10, 'a')]), standing({ current: 'a' })],
    [
      'a second one waits for the next epoch',
      at(20, twice),
      standing({ current: 'a', pending: { parameters: 'b', effective: epoch(21) } }),
    ],
    ['and is adopted there', at(21, twice), standing({ current: 'b' })],
    [
      'of several in one epoch the last one is adopted',
      at(22, [...twice, registration(20, 'c')]),
      standing({ current: 'c' }),
    ],
    [
      'also a second one in the epoch of the first waits',
      at(10, [registration(10, 'a'), registration(10, 'b')]),
      standing({ current: 'a', pending: { parameters: 'b', effective: epoch(11) } }),
    ],
    [
      'an announced retirement is not one yet',
      at(11, [registration(10, 'a'), retirement(11, 13)]),
      standing({ current: 'a', retiring: epoch(13) }),
    ],
    [
      'it comes with its epoch, and the last parameters stay known',
      at(13, [registration(10, 'a'), retirement(11, 13)]),
      standing({ current: 'a', retiredSince: epoch(13) }),
    ],
    [
      'a registration takes the retirement back',
      at(14, [registration(10, 'a'), retirement(11, 13), registration(12, 'b')]),
      standing({ current: 'b' }),
    ],
    [
      'a retirement announced later replaces the earlier one',
      at(13, [registration(10, 'a'), retirement(11, 13), retirement(11, 15)]),
      standing({ current: 'a', retiring: epoch(15) }),
    ],
    [
      'who changes and retires at the same boundary is adopted first',
      at(12, [registration(10, 'a'), registration(11, 'b'), retirement(11, 12)]),
      standing({ current: 'b', retiredSince: epoch(12) }),
    ],
    [
      'who comes back counts at once',
      at(15, [registration(10, 'a'), retirement(11, 13), registration(15, 'b')]),
      standing({ current: 'b' }),
    ],
    ['a pool of the genesis is what the snapshot says', at(5, [], 'g'), standing({ current: 'g' })],
    [
      'and its first certificate is not its first registration',
      at(5, [registration(5, 'a')], 'g'),
      standing({ current: 'g', pending: { parameters: 'a', effective: epoch(6) } }),
    ],
    ['what is said in a later epoch is not known yet', at(9, [registration(10, 'a')]), standing({})],
  ])('%s', (_, is, wanted) => {
    expect(is).toEqual(wanted);
  });

  test('are those of the ledger walked epoch by epoch, whatever the certificates', () => {
    const certificate = fc.record({
      epoch: fc.integer({ min: 0, max: 12 }),
      retiresIn: fc.option(fc.integer({ min: 1, max: 4 })),
    });
    fc.assert(
      fc.property(
        fc.array(certificate, { maxLength: 12 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 16 }),
        (given, genesis, present) => {
          const events = given
            .toSorted((a, b) => a.epoch - b.epoch)
            .map(({ epoch: e, retiresIn }, index) =>
              retiresIn === null ? registration(e, `p${index}`) : retirement(e, e + retiresIn),
            );
          expect(at(present, events, genesis ? 'g' : null)).toEqual(walked(present, events, genesis ? 'g' : null));
        },
      ),
    );
  });
});

/** The ledger's own maps, one pool in each: psStakePools, psFutureStakePools, psRetiring. */
function walked(present: number, events: readonly PoolEvent<string>[], before: string | null): PoolStanding<string> {
  let pool = before;
  let last = before;
  let future: string | null = null;
  let retiring: number | null = null;
  let since: number | null = null;
  for (let now = 0; now <= present; now += 1) {
    // POOLREAP
    if (future !== null) pool = future;
    if (future !== null) last = future;
    future = null;
    if (retiring === now) [pool, retiring, since] = [null, null, now];
    // POOL
    for (const event of events.filter(({ epoch: e }) => e === now)) {
      if (event.kind === 'retirement') {
        // Also of a pool whose registration nobody saw.
        if (since === null) retiring = event.retiringEpoch;
        continue;
      }
      if (pool === null) [pool, last, since] = [event.parameters, event.parameters, null];
      else future = event.parameters;
      retiring = null;
    }
  }
  return standing({
    current: last,
    pending: future === null ? null : { parameters: future, effective: epoch(present + 1) },
    retiring: retiring === null ? null : epoch(retiring),
    retiredSince: since === null ? null : epoch(since),
  });
}
