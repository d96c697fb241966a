import type { Outlet } from './outlet.ts';

/** Whoever is at the other end of a socket, as the hub knows him. */
export interface Listener {
  readonly outlet: Outlet;
  /** where he asks from, as limits know it */
  readonly address: string;
  /** of the Authorization header with which he came; null: none */
  readonly bearer: string | null;
  /** what he subscribed to, each with how it is left */
  readonly held: Map<object, () => void>;
}

export const listener = (outlet: Outlet, from: Pick<Listener, 'address' | 'bearer'>): Listener => ({
  outlet,
  ...from,
  held: new Map(),
});

/** As when his socket closes. */
export function leaveAll({ held }: Listener): void {
  for (const leave of [...held.values()]) leave();
}
