import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { Fault } from '@pooltool/simulator/ogmios';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stage } from './stage.ts';

/** Every first answer goes wrong so. */
const once =
  (fault: Fault) =>
  ({ count }: { readonly count: number }) =>
    count === 1 ? fault : null;

const SILENT = 'POOLTOOL_OGMIOS_SILENT';

describe('an answer that goes wrong', () => {
  test.each([
    ['never comes', { kind: 'silence' }, SILENT],
    ['is cut off before its beginning', { kind: 'disconnect' }, 'POOLTOOL_OGMIOS_CONNECTION_LOST'],
    ['is cut off in its middle', { kind: 'disconnect', after: 'half' }, 'POOLTOOL_OGMIOS_CONNECTION_LOST'],
    ['is no JSON', { kind: 'say', instead: 'Bad gateway' }, 'POOLTOOL_OGMIOS_GARBLED'],
    ['is half a JSON', { kind: 'say', instead: '{"jsonrpc":"2.0","id":1,"result":{' }, 'POOLTOOL_OGMIOS_GARBLED'],
    ['is a list', { kind: 'say', instead: '[]' }, 'POOLTOOL_OGMIOS_GARBLED'],
    ['is bytes', { kind: 'say', instead: Uint8Array.of(1, 2, 3) }, 'POOLTOOL_OGMIOS_GARBLED'],
    ['has neither result nor error', { kind: 'say', instead: '{"jsonrpc":"2.0","id":1}' }, 'POOLTOOL_OGMIOS_GARBLED'],
    ['is a gigabyte long', { kind: 'announce', bytes: 2 ** 30 }, 'POOLTOOL_OGMIOS_ANSWER_TOO_LARGE'],
    ['is an error that may pass', { kind: 'error', code: -32603, message: 'oh' }, 'POOLTOOL_OGMIOS_FAILED'],
    ['is an error nobody knows', { kind: 'error', code: 4711, message: 'oh' }, 'POOLTOOL_OGMIOS_FAILED'],
  ] satisfies readonly (readonly [string, Fault, string])[])(
    '%s: it may be asked again, and then comes',
    async (_, fault, code) => {
      // Only what never comes is waited for to the end: of all else a slow machine must not be taken for silent.
      const { ogmios } = await stage({ faults: once(fault) }, { timeoutMs: code === SILENT ? 1_000 : 20_000 });
      const failed = await ogmios.epoch().catch((error: unknown) => error);
      expect(failed).toMatchObject({ code, disposition: 'retry' });
      expect(await ogmios.epoch({ timeoutMs: 20_000 })).toBe(0);
    },
  );

  test.each([
    [2001, 'POOLTOOL_OGMIOS_REFUSED'],
    [2002, 'POOLTOOL_OGMIOS_REFUSED'],
    [-32602, 'POOLTOOL_OGMIOS_REFUSED'],
  ])('is error %i: asking again is no use', async (rpcCode, code) => {
    const { ogmios } = await stage({ faults: once({ kind: 'error', code: rpcCode, message: 'no' }) });
    await expect(ogmios.epoch()).rejects.toMatchObject({ code, disposition: 'reject', details: { rpcCode } });
  });

  test('has another shape: refused with the path', async () => {
    const instead =
      '{"jsonrpc":"2.0","id":1,"result":{"treasury":{"ada":{"lovelace":1.5}},"reserves":{"ada":{"lovelace":2}}}}';
    const { ogmios } = await stage({ faults: once({ kind: 'say', instead }) });
    await expect(ogmios.treasuryAndReserves()).rejects.toMatchObject({
      code: 'POOLTOOL_OGMIOS_ANSWER_UNKNOWN',
      details: { path: 'queryLedgerState/treasuryAndReserves.treasury.ada.lovelace' },
    });
  });

  test('an error without an id belongs to the only question there is', async () => {
    const instead = '{"jsonrpc":"2.0","error":{"code":-32600,"message":"what?"},"id":null}';
    const { ogmios } = await stage({ faults: once({ kind: 'say', instead }) });
    await expect(ogmios.epoch()).rejects.toMatchObject({ code: 'POOLTOOL_OGMIOS_REFUSED' });
  });

  test('comes twice: it counts once', async () => {
    const { ogmios, log } = await stage({ faults: once({ kind: 'twice' }) });
    expect(await ogmios.epoch()).toBe(0);
    expect(await ogmios.network.blockHeight()).toBeGreaterThan(0);
    expect(log.events()).toEqual(['ogmios.answer_unasked']);
  });
});

test('answers that come in another order reach who asked', async () => {
  const gate = Promise.withResolvers<void>();
  const { ogmios, node } = await stage({ faults: once({ kind: 'delay', until: gate.promise }) });
  const first = ogmios.epoch();
  expect(await ogmios.network.blockHeight()).toBe(node.tip().at.block.height);
  gate.resolve();
  expect(await first).toBe(node.tip().ledger.epoch);
});

test('who gives up hears the reason of his own signal; the others go on', async () => {
  const gate = Promise.withResolvers<void>();
  const { ogmios } = await stage({ faults: once({ kind: 'delay', until: gate.promise }) });
  const impatient = new AbortController();
  const given = ogmios.epoch({ signal: impatient.signal });
  await ogmios.network.blockHeight();
  impatient.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  gate.resolve();
  expect(await ogmios.epoch()).toBe(0);
});

test('a server that is not there: no longer waited for than asked, and found when it comes', async () => {
  const { ogmios, server } = await stage({}, { timeoutMs: 300 });
  await server.close();
  await expect(ogmios.epoch()).rejects.toMatchObject({ code: 'POOLTOOL_OGMIOS_UNREACHABLE', disposition: 'retry' });
  await expect(ogmios.health()).rejects.toMatchObject({ code: 'POOLTOOL_OGMIOS_UNREACHABLE' });
});

test('a client that is closed ends what is asked, and takes no more', async () => {
  const { ogmios } = await stage({ faults: once({ kind: 'silence' }) });
  const asked = ogmios.epoch();
  await ogmios.network.blockHeight();
  ogmios.close();
  await expect(asked).rejects.toMatchObject({ code: 'POOLTOOL_OGMIOS_CONNECTION_LOST' });
  await expect(ogmios.epoch()).rejects.toMatchObject({ code: 'POOLTOOL_OGMIOS_CONNECTION_LOST' });
});

test('whenever the connection drops, each of many calls comes to one end: its answer, or an error that may be repeated', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }), async (drops) => {
      const faults = ({ count }: { readonly count: number }): Fault | null =>
        drops.includes(count) ? { kind: 'disconnect', after: count % 2 === 0 ? 'half' : 'nothing' } : null;
      const { ogmios, server, node } = await stage({ faults });
      const ends = await Promise.allSettled(
        Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? ogmios.epoch() : ogmios.network.blockHeight())),
      );
      for (const [i, end] of ends.entries()) {
        if (end.status === 'rejected') expect(dispositionOf(end.reason)).toBe('retry');
        else expect(end.value).toBe(i % 2 === 0 ? node.tip().ledger.epoch : node.tip().at.block.height);
      }
      server.faults = null;
      expect(await ogmios.epoch()).toBe(node.tip().ledger.epoch);
    }),
    { numRuns: 10 },
  );
});
