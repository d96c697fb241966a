import { createHash } from 'node:crypto';
import { decodeBlock, demandBodyHash } from '@pooltool/codec';
import { CborReader } from '@pooltool/shared-utils/cbor';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';
import { makeSimulation, simulationNetwork } from '../src/index.ts';
import { collected } from './collected.ts';

const digestOf = (seed: number): string => {
  const digest = createHash('sha256');
  for (const event of makeSimulation({ seed, epochs: 3, epochLength: 200 }).events()) {
    digest.update(event.kind === 'fork' ? JSON.stringify(event) : event.bytes);
  }
  return digest.digest('hex');
};

describe('the chain', () => {
  const { blocks, main, forks, dumps, events, simulation } = collected();

  test('is the same, byte for byte, whenever the seed is', () => {
    expect(digestOf(7)).toBe(digestOf(7));
    expect(digestOf(7)).not.toBe(digestOf(8));
  });

  test('is told again from its beginning by each call of events', () => {
    const again = [...simulation.events()].flatMap((event) => (event.kind === 'block' ? [event.block.hash] : []));
    expect(again).toEqual(blocks.map(({ block }) => block.hash));
  });

  test('is of blocks that decode to what was put into them', () => {
    for (const { bytes, block } of blocks) {
      expect(decodeBlock(bytes)).toEqual(block);
      demandBodyHash(bytes);
    }
  });

  test('names each block by the hash of its header, and its body by size and hash', () => {
    for (const { bytes, block } of blocks) {
      const { header, segments } = partsOf(bytes);
      expect(toHex(blake2b256(header))).toBe(block.hash);
      const hashes = segments.map((segment) => blake2b256(segment));
      expect(bodyOf(header)).toEqual({ size: block.bodySize, hash: toHex(blake2b256(joined(hashes))) });
      expect(joined(segments).length).toBe(block.bodySize);
    }
  });

  test('has every kind of certificate that moves stake', () => {
    const tags = main.flatMap(({ block }) =>
      block.transactions.flatMap((one) => one.certificates.map(({ tag }) => tag)),
    );
    expect([...new Set(tags)].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 7, 8, 10, 11, 13]);
    const withdrawals = main.flatMap(({ block }) => block.transactions.flatMap((one) => one.withdrawals));
    expect(withdrawals.length).toBeGreaterThan(10);
  });

  test('follows parent by parent, height by height, slot after slot', () => {
    const [first, ...rest] = main;
    expect([first?.block.parentHash, first?.block.height]).toEqual([null, 0]);
    let parent = first;
    for (const event of rest) {
      expect(event.block.parentHash).toBe(parent?.block.hash);
      expect(event.block.height).toBe((parent?.block.height ?? 0) + 1);
      expect(event.block.slot).toBeGreaterThan(parent?.block.slot ?? 0);
      parent = event;
    }
  });

  test('has branches of one to four blocks that lose to a block whose parent is known', () => {
    expect(forks.length).toBeGreaterThan(3);
    for (const fork of forks) {
      const at = events.indexOf(fork);
      const branch = events.slice(at + 1, at + 1 + fork.length);
      const winner = events[at + 1 + fork.length];
      let parent = fork.from.hash;
      for (const event of branch) {
        if (event.kind !== 'block' || event.branch !== 'losing') throw new Error('a fork is announced with its length');
        expect(event.block.parentHash).toBe(parent);
        parent = event.block.hash;
      }
      if (winner?.kind !== 'block') throw new Error('a block of the chain follows a branch that loses');
      expect(winner.rollsBackTo).toEqual(fork.from);
      expect(winner.block.parentHash).toBe(fork.from.hash);
    }
    expect(main.filter(({ rollsBackTo }) => rollsBackTo !== null)).toHaveLength(forks.length);
  });

  test('ends each epoch with a dump taken at its last block', () => {
    expect(dumps.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4]);
    for (const dump of dumps) {
      const last = main.findLast(({ epoch }) => epoch === dump.epoch)?.block;
      expect(dump.point).toEqual({ slot: last?.slot, hash: last?.hash });
      expect(Math.floor((last?.slot ?? 0) / 200)).toBe(dump.epoch);
    }
  });

  test('is as dense as its network says', () => {
    const { activeSlotCoefficient, epochLength } = simulationNetwork;
    expect(epochLength / Number(activeSlotCoefficient.denominator)).toBe(300);
    expect(main.length).toBeGreaterThan(5 * 200 * 0.4);
    expect(main.length).toBeLessThan(5 * 200 * 0.6);
  });
});

/** [7, [header, …four segments]] */
function partsOf(bytes: Uint8Array): { header: Uint8Array; segments: Uint8Array[] } {
  const reader = new CborReader(bytes);
  reader.arrayStart(2);
  reader.skip();
  reader.arrayStart(5);
  const header = reader.rawItem();
  return { header, segments: Array.from({ length: 4 }, () => reader.rawItem()) };
}

/** What a header says of its body: items 7 and 8 of the ten. */
function bodyOf(header: Uint8Array): { size: number; hash: string } {
  const reader = new CborReader(header);
  reader.arrayStart(2);
  reader.arrayStart(10);
  for (let item = 0; item < 6; item += 1) reader.skip();
  return { size: reader.uintNumber(), hash: reader.hex(32) };
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
