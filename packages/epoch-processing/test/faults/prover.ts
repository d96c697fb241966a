import { createTestDatabase } from '@pooltool/store/testing';
import { expect } from 'vitest';
import { untilAllIsDone } from './case.ts';
import { type ChainInput, recordInput } from './chain-input.ts';
import { startCrew } from './crew.ts';
import { difference, noticeKinds, type Outcome, outcomeOf, subscribe } from './outcome.ts';
import type { RestartingServer } from './restarting-server.ts';
import { openScene, type Scene } from './scene.ts';
import { bringTrouble, type TroublePlan } from './trouble.ts';

/** Has a crew process the same epochs under trouble, and holds what came of it against an undisturbed run. */
export interface Prover {
  /** Answers how often something broke. */
  prove(plan: TroublePlan): Promise<number>;
  close(): Promise<void>;
}

/** `server`: one that restarts; default: the run's */
export async function newProver(server?: RestartingServer): Promise<Prover> {
  const create = server?.create ?? createTestDatabase;
  const input = await recordInput({ create });
  const reference = await undisturbed(input, create);
  return {
    async prove(plan) {
      const scene = await openScene(input, create);
      try {
        await subscribe(scene, reference.kinds);
        const broken = await disturbed(scene, plan, server);
        await server?.isBack();
        assertSame(await outcomeOf(scene), reference.outcome);
        return broken;
      } finally {
        await scene.close();
      }
    },
    close: () => input.close(),
  };
}

export interface Reference {
  readonly outcome: Outcome;
  readonly kinds: readonly string[];
}

/** What one worker, one run after the other, and a publisher come to when nothing breaks. */
export async function undisturbed(input: ChainInput, create = createTestDatabase): Promise<Reference> {
  const scene = await openScene(input, create);
  try {
    const crew = await startCrew(scene, { workers: 1, concurrency: 1 });
    try {
      await untilAllIsDone(scene);
    } finally {
      await crew.goHome();
    }
    return { outcome: await outcomeOf(scene), kinds: await noticeKinds(scene) };
  } finally {
    await scene.close();
  }
}

async function disturbed(scene: Scene, plan: TroublePlan, server?: RestartingServer): Promise<number> {
  const crew = await startCrew(scene, { workers: plan.length - 1, concurrency: 2 });
  for (const [index, way] of crew.ways.entries()) bringTrouble({ ...scene, server }, way, plan[index] ?? []);
  try {
    await untilAllIsDone(scene);
  } finally {
    await crew.goHome();
  }
  const cuts = crew.ways.reduce((sum, { counts }) => sum + counts.cuts, 0);
  return cuts + scene.lines.objects.troubles + scene.lines.firebase.troubles;
}

/** The same rows, objects and documents; and of every notice whose kind somebody subscribed to, one job. */
export function assertSame(got: Outcome, expected: Outcome): void {
  expect(difference(got, expected)).toEqual([]);
  const keys = (got.rows['notice'] ?? []).map((row): unknown => JSON.parse(row).key);
  expect(got.jobs).toEqual(Object.fromEntries(keys.map((key) => [key, 1])));
}
