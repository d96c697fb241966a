import type { Viewer } from '../access/access.ts';

/** What every page stands in. */
export interface Frame {
  readonly nowMs: number;
  readonly viewer: Viewer;
  /** the page's own address, to come back to after logging in or an action */
  readonly path: string;
}
