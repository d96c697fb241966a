import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chainGrowthWindow,
  epoch,
  epochAtTime,
  epochOfSlot,
  epochSlot,
  epochSlotOf,
  epochStartMs,
  expectedBlocks,
  firstSlotOf,
  lastSlotOf,
  mainnet,
  preprod,
  preview,
  slot,
  slotAt,
  slotAtTime,
  slotStartMs,
  stabilityWindow,
  unixMs,
} from '../../src/index.ts';

const isoOf = (timeMs: number): string => new Date(timeMs).toISOString();

test.each([
  [mainnet, 0, 0, 0, '2017-09-23T21:44:51.000Z'],
  [mainnet, 4_492_799, 207, 21_599, '2020-07-29T21:44:31.000Z'],
  [mainnet, 4_492_800, 208, 0, '2020-07-29T21:44:51.000Z'],
  [mainnet, 133_660_799, 506, 431_999, '2024-09-01T21:44:50.000Z'],
  [mainnet, 133_660_800, 507, 0, '2024-09-01T21:44:51.000Z'],
  [preprod, 86_399, 3, 21_599, '2022-06-20T23:59:40.000Z'],
  [preprod, 86_400, 4, 0, '2022-06-21T00:00:00.000Z'],
  [preview, 86_399, 0, 86_399, '2022-10-25T23:59:59.000Z'],
  [preview, 55_814_400, 646, 0, '2024-08-01T00:00:00.000Z'],
])('on $name slot %i is epoch %i, epoch slot %i, and begins at %s', (network, at, inEpoch, within, begins) => {
  expect(epochOfSlot(network, slot(at))).toBe(inEpoch);
  expect(epochSlotOf(network, slot(at))).toBe(within);
  expect(isoOf(slotStartMs(network, slot(at)))).toBe(begins);
});

test('a slot, its epoch and its time lead back to each other, in Byron too', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(mainnet, preprod, preview),
      fc.integer({ min: 0, max: 300_000_000 }),
      (network, number) => {
        const at = slot(number);
        const of = epochOfSlot(network, at);
        expect(slotAt(network, of, epochSlotOf(network, at))).toBe(at);
        expect(firstSlotOf(network, of)).toBeLessThanOrEqual(at);
        expect(lastSlotOf(network, of)).toBeGreaterThanOrEqual(at);
        expect(lastSlotOf(network, of) + 1).toBe(firstSlotOf(network, epoch(of + 1)));
        const startMs = slotStartMs(network, at);
        expect(slotAtTime(network, startMs)).toBe(at);
        expect(slotAtTime(network, unixMs(startMs + 999))).toBe(at);
        expect(epochAtTime(network, startMs)).toBe(of);
        expect(epochStartMs(network, of)).toBeLessThanOrEqual(startMs);
      },
    ),
  );
});

test('what lies outside is refused', () => {
  expect(() => slotAtTime(preview, unixMs(0))).toThrow(/time must be from the system start/);
  expect(() => slotAt(mainnet, epoch(207), epochSlot(21_600))).toThrow(/epoch slot must be below 21600/);
});

test('windows and expected blocks follow from the constants', () => {
  expect([mainnet, preprod, preview].map(expectedBlocks)).toEqual([21_600, 21_600, 4320]);
  expect([mainnet, preview].map(stabilityWindow)).toEqual([172_800, 34_560]);
  expect([mainnet, preview].map(chainGrowthWindow)).toEqual([129_600, 25_920]);
});
