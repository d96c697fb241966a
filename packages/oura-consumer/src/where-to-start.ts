import type { Point } from '@pooltool/domain';

/** What to do about a feed that is elsewhere than we are, in the words of Oura's own cursor (chain-input.md 1.8). */
export const startAt = (tip: Point | null): string =>
  tip === null
    ? 'our chain is empty: start Oura where the chain shall begin'
    : `start Oura at our tip, cursor ${tip.slot},${tip.hash}`;
