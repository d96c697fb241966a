import type { BrokenSide } from '@pooltool/local-cloud';
import type { CutSide, FaultProxy } from '@pooltool/store/testing';
import fc from 'fast-check';
import type { RestartingServer, RestartWay } from './restarting-server.ts';
import type { Scene } from './scene.ts';

/** What breaks next for one of the crew, so many messages to PostgreSQL after what broke before. */
export type Trouble = { readonly after: number } & (
  | { readonly what: 'cut'; readonly side: CutSide }
  /** at the next COMMIT of a transaction that said this */
  | { readonly what: 'cut at commit'; readonly text: string; readonly side: CutSide }
  /** the connection on which the object store's (or the Realtime Database's) client says its nth piece from then on */
  | { readonly what: 'objects break' | 'firebase breaks'; readonly nth: number; readonly side: BrokenSide }
  | { readonly what: 'objects are away' | 'firebase is away'; readonly refusals: number }
  | { readonly what: 'postgres restarts'; readonly way: RestartWay }
);

/** By who of the crew it comes to: as many as there are, the last one the publisher. */
export type TroublePlan = readonly (readonly Trouble[])[];

const MOST_WORKERS = 3;
const side = fc.constantFrom('before' as const, 'after' as const);
/** A run makes some hundreds to some thousands; many come soon, so that they follow upon each other. */
const after = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1_500 }));

/** A run is taken; its step, or its end, is recorded; a result is saved; documents are remembered; anything at all. */
const said = fc.constantFrom('into asset_run', 'update asset_partition', 'create table', 'document_state', '');

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ after, what: fc.constant('cut' as const), side }) },
  { weight: 4, arbitrary: fc.record({ after, what: fc.constant('cut at commit' as const), text: said, side }) },
  {
    weight: 3,
    arbitrary: fc.record({
      after,
      what: fc.constant('objects break' as const),
      nth: fc.integer({ min: 1, max: 6 }),
      side,
    }),
  },
  {
    weight: 1,
    // The SDK tries three times by itself.
    arbitrary: fc.record({
      after,
      what: fc.constant('objects are away' as const),
      refusals: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      after,
      what: fc.constant('firebase breaks' as const),
      nth: fc.integer({ min: 1, max: 4 }),
      side,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      after,
      what: fc.constant('firebase is away' as const),
      refusals: fc.integer({ min: 1, max: 2 }),
    }),
  },
);

const planOf = (one: fc.Arbitrary<Trouble>): fc.Arbitrary<TroublePlan> =>
  fc.array(fc.array(one, { minLength: 1, maxLength: 6, size: 'max' }), { minLength: 2, maxLength: MOST_WORKERS + 1 });

export const troublePlan = planOf(trouble);

const restart: fc.Arbitrary<Trouble> = fc.record({
  after,
  what: fc.constant('postgres restarts' as const),
  way: fc.constantFrom('kill' as const, 'stop' as const),
});

/** For a server of one's own. */
export const troublePlanWithRestarts = planOf(
  fc.oneof({ weight: 2, arbitrary: trouble }, { weight: 1, arbitrary: restart }),
);

/** What trouble comes to. */
export interface Troubled extends Pick<Scene, 'lines'> {
  readonly server?: RestartingServer | undefined;
}

/** Brings trouble over one of the crew, one after the other. */
export function bringTrouble(scene: Troubled, way: FaultProxy, troubles: readonly Trouble[]): void {
  const [next, ...later] = troubles;
  if (next === undefined) return;
  way.strikeAt(next.after, () => {
    // First: a cut ends this way's message.
    bringTrouble(scene, way, later);
    strike(scene, way, next);
  });
}

function strike({ lines, server }: Troubled, way: FaultProxy, trouble: Trouble): void {
  switch (trouble.what) {
    case 'cut':
      way.cutAt(0, trouble.side);
      return;
    case 'cut at commit':
      way.cutAtCommit(trouble.text, trouble.side);
      return;
    case 'objects break':
      lines.objects.breakAt(trouble.nth, trouble.side);
      return;
    case 'firebase breaks':
      lines.firebase.breakAt(trouble.nth, trouble.side);
      return;
    case 'objects are away':
      lines.objects.goDown(trouble.refusals);
      return;
    case 'firebase is away':
      lines.firebase.goDown(trouble.refusals);
      return;
    case 'postgres restarts':
      server?.restart(trouble.way);
  }
}
