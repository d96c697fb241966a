import type { Clock } from '../clock/index.ts';
import type { Ending } from './ending.ts';

/** Ctrl-C at a terminal reaches the daemon and PM2, which then sends its own signal: that is not a second wish. */
const ONE_WISH_MS = 500;

type Parts = { readonly ending: Ending; readonly clock: Clock; readonly atOnce: (by: string) => void };

/** SIGINT, SIGTERM and PM2's 'shutdown' message begin the end; asked again later, `atOnce` is called. */
export function heedStopRequests({ ending, clock, atOnce }: Parts): void {
  let askedAtMs: number | undefined;
  function asked(by: string): void {
    askedAtMs ??= clock.now();
    if (!ending.begin({ why: 'asked', by }) && clock.now() - askedAtMs > ONE_WISH_MS) atOnce(by);
  }
  process.on('SIGINT', asked);
  process.on('SIGTERM', asked);
  process.on('message', (message) => {
    if (message === 'shutdown') asked('shutdown message');
  });
}
