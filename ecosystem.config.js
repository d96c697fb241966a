// What PM2 runs, in two groups. On each server: `pm2 start ecosystem.config.js --only <apps>` (docs/operations).
//   DATABASE  oura-consumer,cnode-api,epoch-processing,orphans,client-writes,publisher,rest-api,tips,console
//   CNODE     cnode
// Settings come from the environment or from .env in the working directory (.env.example lists them all).
import { projectNode, projectRoot } from './scripts/project-node.mjs';

/**
 * Exit codes that a restart cannot mend: 70 the truth would become wrong, 78 bad settings (docs/errors.md). Not 0: PM2
 * takes a daemon that was killed (kill -9, memory ran out) for one that ended with 0.
 */
const STAY_DOWN = [70, 78];

const daemon = (name) => ({
  name,
  cwd: projectRoot,
  script: `packages/${name}/src/main.ts`,
  // The real binary: a shell shim in between would swallow the signals.
  interpreter: projectNode(),
  wait_ready: true,
  listen_timeout: 30_000,
  kill_timeout: 15_000,
  exp_backoff_restart_delay: 100,
  stop_exit_codes: STAY_DOWN,
  pmx: false,
  vizion: false,
});

const DATABASE = [
  'oura-consumer',
  'cnode-api',
  'epoch-processing',
  'orphans',
  'client-writes',
  'publisher',
  'rest-api',
  'tips',
  'console',
];
const CNODE = ['cnode'];

export const apps = [...DATABASE, ...CNODE].map(daemon);
export default { apps };
