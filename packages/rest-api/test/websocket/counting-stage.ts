import { customNetwork } from '@pooltool/domain';
import { onTestFinished } from 'vitest';
import { asAWhole, type Channel } from '../../src/websocket/channel.ts';
import { type NoParams, noParams } from '../../src/websocket/channels/channel-params.ts';
import { alone } from '../../src/websocket/channels/one-drawing.ts';
import { offer } from '../../src/websocket/hub.ts';
import { unreachablePool } from '../served-api.ts';
import { type SocketStage, type SocketStageParts, socketStage } from './socket-stage.ts';

const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

/** Longer than any machine is busy. */
export const PATIENCE = { timeout: 25_000, interval: 10 };

/** Real sockets on a channel that shows a number, without a database. */
export async function counting(
  parts: Partial<SocketStageParts> = {},
): Promise<SocketStage & { tell(number: number, filler?: string): void }> {
  let shown = { number: 0, filler: '' };
  const channel: Channel<NoParams> = {
    name: 'recent_block',
    readParams: noParams,
    mostTopics: 1,
    restMs: 0,
    draw: alone(async () => shown),
    changes: asAWhole,
  };
  const stage = await socketStage({ pool: unreachablePool(), network: NETWORK, channels: [offer(channel)], ...parts });
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= stage.close());
  onTestFinished(close);
  return {
    ...stage,
    close,
    tell(number, filler = '') {
      shown = { number, filler };
      stage.hub.wake();
    },
  };
}
