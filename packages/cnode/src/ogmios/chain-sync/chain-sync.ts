import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { ChainStep } from '../answers.ts';
import { ogmiosGarbled, ogmiosNoIntersection } from '../errors.ts';
import type { ChainSyncOptions } from '../ogmios.ts';
import { backOffMs } from '../wire/back-off.ts';
import { openRpcSocket, type RpcSocket } from '../wire/rpc-socket.ts';
import type { Reconnecting } from '../wire/shared-socket.ts';
import { findIntersection, nextBlock } from './steps.ts';
import { Trail } from './trail.ts';

const IN_FLIGHT = 50;

/** See `Ogmios.chainSync`. */
export async function* chainSync(
  parts: Reconnecting,
  { points, inFlight = IN_FLIGHT, signal }: ChainSyncOptions,
): AsyncGenerator<ChainStep, never, undefined> {
  const { clock, log, random } = parts;
  const trail = new Trail(points);
  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    let socket: RpcSocket | null = null;
    try {
      socket = await openRpcSocket(parts, signal);
      for await (const step of stepsOn(socket, { trail, inFlight, signal })) {
        failures = 0;
        yield step;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (dispositionOf(error) !== 'retry' || ogmiosNoIntersection.is(error)) throw error;
      failures += 1;
      const delayMs = backOffMs(failures, random);
      log.warn({ error, failures, delayMs }, 'ogmios.chain_sync_lost');
      await clock.waitMs(delayMs, signal);
    } finally {
      socket?.close();
    }
  }
}

interface Following {
  readonly trail: Trail;
  readonly inFlight: number;
  readonly signal: AbortSignal | undefined;
}

/** The steps one connection brings. Questions are asked ahead; another one only when a step was taken. */
async function* stepsOn(
  socket: RpcSocket,
  { trail, inFlight, signal }: Following,
): AsyncGenerator<ChainStep, void, undefined> {
  const { point } = await socket.call(findIntersection(trail.candidates()), { signal });
  const coming: Promise<ChainStep>[] = [];
  const askAhead = (): void => {
    const step = socket.call(nextBlock, { timeoutMs: null, signal });
    // It is heard of when it is its turn.
    step.catch(() => {});
    coming.push(step);
  };
  for (let asked = 0; asked < Math.max(1, inFlight); asked += 1) askAhead();
  let first = true;
  for (let step = await coming.shift(); step !== undefined; step = await coming.shift()) {
    askAhead();
    if (first) demandIntersection(step, point);
    const known = first && step.kind === 'roll-backward' && trail.standsAt(step.to);
    first = false;
    if (known) continue;
    trail.take(step);
    yield step;
  }
}

/** The first answer after an intersection always leads back to it (chain-input.md 4.2). */
function demandIntersection(step: ChainStep, point: ChainSyncPoint): void {
  const to = step.kind === 'roll-backward' ? step.to : null;
  const same = to === point || (to !== null && to !== 'origin' && point !== 'origin' && to.hash === point.hash);
  if (!same) throw ogmiosGarbled({ message: 'the chain does not go on from the intersection Ogmios found' });
}

type ChainSyncPoint = ChainSyncOptions['points'][number];
