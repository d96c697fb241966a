import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { apps } from '../../ecosystem.config.js';
import { projectRoot } from '../project-node.mjs';
import { pm2HomeOf, stopLeftovers } from './leftovers.ts';
import type { DaemonSettings } from './settings.ts';

const bin = (name: string): string => join(projectRoot, 'node_modules', 'pm2', 'bin', name);

export interface SupervisedDaemon {
  readonly name: string;
  readonly pid: number;
  readonly restarts: number;
  /** PM2's word: online, launching, stopped, errored … */
  readonly status: string;
}

/** PM2 in the foreground with the daemons of ecosystem.config.js. */
export interface Supervisor {
  /** PM2's own folder: `PM2_HOME=… npx pm2 list` shows the daemons */
  readonly home: string;
  readonly logFolder: string;
  /** aborted with the reason when PM2 ended by itself, or left a daemon down for good */
  readonly broken: AbortSignal;
  daemons(): Promise<readonly SupervisedDaemon[]>;
  /** Stops every daemon gracefully, then PM2. */
  stop(): Promise<void>;
}

/** A daemon, or PM2 itself, is gone for good: its log tells why, and where we noticed tells nothing. */
export class StageBroken extends Error {
  override readonly name = 'StageBroken';
}

/** The names of ecosystem.config.js. */
export const daemonNames = (): readonly string[] => apps.map(({ name }) => name);

/**
 * Starts PM2 with the daemons, each with these settings and a log file of its own. PM2 is a tool beside us, never
 * imported; it runs in a process group of its own, so that Ctrl-C reaches it only through `stop`.
 */
export async function startSupervisor({
  folder,
  settings,
}: {
  readonly folder: string;
  readonly settings: DaemonSettings;
}): Promise<Supervisor> {
  const home = pm2HomeOf(folder);
  const logFolder = join(folder, 'logs');
  await mkdir(logFolder, { recursive: true });
  await mkdir(home, { recursive: true });
  await stopLeftovers(home);
  const appsFile = join(folder, 'ecosystem.json');
  await writeFile(
    appsFile,
    JSON.stringify({ apps: apps.map((app) => onStage(app, { logFolder, settings })) }, null, 2),
  );
  const environment = { ...process.env, PM2_HOME: home };
  const pm2 = spawn(
    process.execPath,
    ['--import', join(projectRoot, 'scripts/start/lifeline.mjs'), bin('pm2-runtime'), 'start', appsFile],
    { cwd: projectRoot, detached: true, stdio: ['pipe', 'pipe', 'pipe'], env: environment },
  );
  const ended = once(pm2, 'exit');
  const breaking = new AbortController();
  let stopping = false;
  void ended.then(() => {
    if (!stopping) breaking.abort(new StageBroken(`PM2 ended; see ${join(logFolder, 'pm2.log')}`));
  });
  const log = createWriteStream(join(logFolder, 'pm2.log'), { flags: 'a' });
  for (const output of [pm2.stdout, pm2.stderr]) {
    // PM2 repeats here what the daemons log to their files; its own lines bear its name.
    createInterface({ input: output }).on('line', (line) => {
      if (!/ PM2 (log|error): /.test(line)) return;
      log.write(`${line}\n`);
      const left = leftDown(line);
      if (left !== null && !stopping) breaking.abort(new StageBroken(`${left}; see ${logFolder}`));
    });
  }
  return {
    home,
    logFolder,
    broken: breaking.signal,
    daemons: () => listDaemons(environment),
    stop: async () => {
      stopping = true;
      pm2.kill('SIGINT');
      await ended;
      log.end();
    },
  };
}

function onStage(
  app: (typeof apps)[number],
  { logFolder, settings }: { logFolder: string; settings: DaemonSettings },
): Record<string, unknown> {
  const file = join(logFolder, `${app.name}.log`);
  return { ...app, out_file: file, error_file: file, merge_logs: true, env: settings };
}

/** A line in which PM2 tells that a daemon ended in a way no restart can mend. */
function leftDown(line: string): string | null {
  const [, name, code] = /App \[([\w-]+):\d+\] exited with code \[(\d+)\]/.exec(line) ?? [];
  const app = apps.find((one) => one.name === name);
  return app?.stop_exit_codes.includes(Number(code)) ? `${name} ended with exit code ${code} and stays down` : null;
}

async function listDaemons(environment: NodeJS.ProcessEnv): Promise<SupervisedDaemon[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [bin('pm2'), 'jlist'], {
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  });
  // PM2 may greet before the list.
  const list: unknown = JSON.parse(stdout.slice(stdout.indexOf('[{')));
  return Array.isArray(list) ? list.map(daemonOf) : [];
}

function daemonOf(given: unknown): SupervisedDaemon {
  const { name, pid, pm2_env: state } = fieldsOf(given);
  const { restart_time: restarts, status } = fieldsOf(state);
  return { name: String(name), pid: Number(pid), restarts: Number(restarts), status: String(status) };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
