import type { Fault } from '@pooltool/simulator/ogmios';
import { expect, test } from 'vitest';
import { smallNode, stage } from './stage.ts';

test('queries at a point answer of that point while the chain goes on', async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 80, forkRate: 0 }) });
  const { at, ledger } = node.tip();
  const epochBefore = ledger.epoch;
  const told = await ogmios.atPoint('tip', async (state, point) => {
    node.advance(60);
    return { point, tip: await state.tip(), epoch: await state.epoch(), shared: await ogmios.tip() };
  });
  expect(told.point).toEqual({ slot: at.block.slot, hash: at.block.hash });
  expect(told.tip).toEqual(told.point);
  expect(told.epoch).toBe(epochBefore);
  // Whoever shares the other socket is not held back.
  expect(told.shared).not.toEqual(told.point);
});

test('a state the node gives up in the middle is acquired again, at the same point', async () => {
  const { ogmios, server, node } = await stage();
  const told = await ogmios.atPoint('tip', async (state) => {
    const before = await state.tip();
    node.advance(1);
    server.expireAcquired();
    return [before, ...(await Promise.all([state.tip(), state.tip(), state.tip()])), await state.tip()];
  });
  expect(new Set(told.map((point) => JSON.stringify(point)))).toHaveLength(1);
});

test('a connection lost in the middle is opened and the point acquired again; what was asked then failed and may be repeated', async () => {
  const { ogmios, server, node } = await stage();
  await ogmios.atPoint('tip', async (state, point) => {
    expect(await state.tip()).toEqual(point);
    server.faults = ({ method }): Fault | null => (method.endsWith('/epoch') ? { kind: 'disconnect' } : null);
    await expect(state.epoch()).rejects.toMatchObject({ code: 'POOLTOOL_OGMIOS_CONNECTION_LOST' });
    server.faults = null;
    node.advance(1);
    expect(await state.tip()).toEqual(point);
  });
});

test('a point that is too old, or that is not on the chain: another is needed', async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 200 }) });
  const first = node.chain[0];
  if (first === undefined) throw new TypeError('no block');
  const old = { slot: first.block.slot, hash: first.block.hash };
  await expect(ogmios.atPoint(old, (state) => state.epoch())).rejects.toMatchObject({
    code: 'POOLTOOL_OGMIOS_POINT_GONE',
    disposition: 'retry',
    details: { rpcCode: 2000 },
  });
});

test('at the tip it begins anew when the tip is given up, and gives up after three', async () => {
  const gone: Fault = { kind: 'error', code: 2000, message: 'Failed to acquire requested point.' };
  let acquired = 0;
  const { ogmios } = await stage({
    faults: ({ method }) => {
      if (method !== 'acquireLedgerState') return null;
      acquired += 1;
      return acquired <= 2 || acquired > 3 ? gone : null;
    },
  });
  expect(await ogmios.atPoint('tip', (state) => state.epoch())).toBe(0);
  await expect(ogmios.atPoint('tip', (state) => state.epoch())).rejects.toMatchObject({
    code: 'POOLTOOL_OGMIOS_POINT_GONE',
  });
  expect(acquired).toBe(6);
});

test('the state is released and the socket closed, also when asking fails', async () => {
  const asked: string[] = [];
  const { ogmios, server } = await stage({
    faults: ({ method }) => {
      asked.push(method);
      return null;
    },
  });
  await expect(
    ogmios.atPoint('tip', async () => {
      throw new Error('mine');
    }),
  ).rejects.toThrow('mine');
  expect(asked.at(-1)).toBe('releaseLedgerState');
  await expect.poll(() => server.connections).toBe(0);
});
