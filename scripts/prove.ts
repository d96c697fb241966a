// npm run prove -- [--cases N] [--seed N] [--only NAME [--path P]] [--preview | --epochs | --tips]: what npm test tries a few times, longer.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './project-node.mjs';
import { runStep, vitestStep } from './steps.ts';

/** Following a chain, and processing its epochs. */
const FOLLOWING = {
  folder: 'packages/oura-consumer/test/interleavings',
  names: ['forks', 'cuts', 'real-blocks', 'restarts'],
};
const EPOCHS = { folder: 'packages/epoch-processing/test/faults', names: ['faults', 'restarts'] };
const TIPS = { folder: 'packages/tips/test/network', names: ['at-size'] };
const NAMES = FOLLOWING.names;

const usage = `usage: npm run prove -- [--cases N] [--seed N] [--only ${NAMES.join('|')} [--path P]]
       npm run prove -- --preview [--seed N]
       npm run prove -- --epochs [--cases N] [--seed N] [--only ${EPOCHS.names.join('|')} [--path P]]
       npm run prove -- --tips [--seed N]

  --cases    how many interleavings, shared out among ${NAMES.join(', ')}; 10000 when absent
  --seed     the seed that a failure printed
  --path     the path that it printed, with --only and the name of the file that failed: that case alone
  --epochs   cases of epochs that are processed while connections, object store, Realtime Database and PostgreSQL break;
             100 of these when --cases is absent, ten seconds each
  --tips     reports of 1,500 nodes over 200 heights with battles of every kind, liars among them: what is told is what was
  --preview  all twelve epochs of preview, in one go and again with 200 roll backwards
`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '' },
    seed: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    path: { type: 'string', default: '' },
    preview: { type: 'boolean', default: false },
    epochs: { type: 'boolean', default: false },
    tips: { type: 'boolean', default: false },
  },
});

const whole = /^-?\d+$/;
const proved = values.epochs ? EPOCHS : values.tips ? TIPS : FOLLOWING;
const cases = values.cases !== '' ? values.cases : values.epochs ? '100' : '10000';
const wrong =
  (values.only !== '' && !proved.names.includes(values.only)) ||
  [values.epochs, values.preview, values.tips].filter((chosen) => chosen).length > 1 ||
  (values.path !== '' && values.only === '') ||
  (values.seed !== '' && !whole.test(values.seed)) ||
  !whole.test(cases) ||
  Number(cases) < 1;
if (wrong) {
  process.stderr.write(usage);
  process.exit(2);
}

process.env['POOLTOOL_PROVE_CASES'] = cases;
process.env['POOLTOOL_PROVE_SEED'] = values.seed;
process.env['POOLTOOL_PROVE_PATH'] = values.path;
process.env['POOLTOOL_PROVE_TIPS'] = values.tips ? 'all' : '';
process.env['POOLTOOL_PROVE_PREVIEW'] = values.preview ? 'all' : '';

const names = values.preview ? ['preview'] : values.only === '' ? proved.names : [values.only];
const { ok } = await runStep(
  vitestStep('proofs', [
    ...['--project', 'db', '--reporter=verbose'],
    ...names.map((name) => join(projectRoot, proved.folder, `${name}.db.test.ts`)),
  ]),
  { live: true },
);
process.exit(ok ? 0 : 1);
