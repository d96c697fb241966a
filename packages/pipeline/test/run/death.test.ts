import type { DeadRun } from '@pooltool/store/pipeline';
import { expect, test } from 'vitest';
import { verdictOn } from '../../src/run/death.ts';

const dead: DeadRun = {
  asset: 'rewards',
  partition: '7',
  run: 12n,
  worker: 'epoch-processing@left 1',
  step: 'compute',
  excused: false,
  deaths: 0,
  deathsAllowed: 3,
  rerun: false,
};

test.each([
  ['the first death is a suspicion', {}, 'requested', 1],
  ['the second one, alone, may be bad luck', { deaths: 1 }, 'requested', 2],
  ['the third one in a row waits for a person', { deaths: 2 }, 'failed', 3],
  ['an excused one counts nothing', { deaths: 2, excused: true }, 'requested', 2],
  ['asked for while it ran, it has its tries again, alone', { deaths: 2, rerun: true }, 'requested', 1],
] as const)('%s', (_, change, state, deaths) => {
  expect(verdictOn({ ...dead, ...change })).toMatchObject({ state, deaths });
});

test('what killed its workers says how often and in which step', () => {
  expect(verdictOn({ ...dead, deaths: 2 })).toMatchObject({
    died: true,
    error: {
      code: 'POOLTOOL_RUN_KILLS_WORKER',
      message: 'rewards/7 was being run when 3 workers in a row died, the last one in compute',
      details: { worker: 'epoch-processing@left 1', step: 'compute', deaths: 3, deathsAllowed: 3 },
    },
  });
});
