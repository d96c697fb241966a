// npm run prove -- [--cases N] [--seed N] [--only NAME [--path P]] [--preview]: the interleavings of following, longer than npm test has time for.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './project-node.mjs';
import { runStep, vitestStep } from './steps.ts';

const folder = 'packages/oura-consumer/test/interleavings';
const NAMES = ['forks', 'cuts', 'real-blocks', 'restarts'];

const usage = `usage: npm run prove -- [--cases N] [--seed N] [--only ${NAMES.join('|')} [--path P]]
       npm run prove -- --preview [--seed N]

  --cases    how many interleavings, shared out among ${NAMES.join(', ')}; 10000 when absent
  --seed     the seed that a failure printed
  --path     the path that it printed, with --only and the name of the file that failed: that case alone
  --preview  all twelve epochs of preview, in one go and again with 200 roll backwards
`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    path: { type: 'string', default: '' },
    preview: { type: 'boolean', default: false },
  },
});

const whole = /^-?\d+$/;
const wrong =
  (values.only !== '' && !NAMES.includes(values.only)) ||
  (values.path !== '' && values.only === '') ||
  (values.seed !== '' && !whole.test(values.seed)) ||
  !whole.test(values.cases) ||
  Number(values.cases) < 1;
if (wrong) {
  process.stderr.write(usage);
  process.exit(2);
}

process.env['POOLTOOL_PROVE_CASES'] = values.cases;
process.env['POOLTOOL_PROVE_SEED'] = values.seed;
process.env['POOLTOOL_PROVE_PATH'] = values.path;
process.env['POOLTOOL_PROVE_PREVIEW'] = values.preview ? 'all' : '';

const names = values.preview ? ['preview'] : values.only === '' ? NAMES : [values.only];
const { ok } = await runStep(
  vitestStep('proofs', [
    ...['--project', 'db', '--reporter=verbose'],
    ...names.map((name) => join(projectRoot, folder, `${name}.db.test.ts`)),
  ]),
  { live: true },
);
process.exit(ok ? 0 : 1);
