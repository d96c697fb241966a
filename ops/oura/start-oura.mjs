#!/usr/bin/env node
// Starts Oura where the consumer's chain ends. Runs on any Node >= 18 and needs nothing but this file.
import { spawn } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const HELP = `start-oura.mjs: asks the consumer where its chain ends, and starts Oura there

  node ops/oura/start-oura.mjs --oura-version 2 --config ops/oura/v2-raw.toml --cursor-file /var/oura/cursor.json
  node ops/oura/start-oura.mjs --oura-version 1 --config ops/oura/v1.toml

  --oura-version 1|2   which Oura this is
  --config FILE        its configuration
  --consumer URL       of the oura-consumer; default http://127.0.0.1:5660
  --cursor-file FILE   Oura 2 only: the path of [cursor] in its configuration; it is overwritten
  --oura FILE          the program; default oura
  --help

  OURA_AUTHORIZATION   in the environment: the consumer's, when it asks for one

The consumer's own database says where to start, never a file that Oura wrote: so nothing is skipped, whoever crashed.
While the consumer does not answer, this waits. When our newest block was orphaned in the meantime, older ones of ours
are tried, and the consumer rolls back. When the chain is empty, [intersect] of the configuration decides.
Ends as Oura ends; an Oura that ends by itself ends this with 1, so that a supervisor starts it again, where it belongs.
`;

const say = (text) => process.stderr.write(`start-oura: ${text}\n`);

function fail(text) {
  say(`${text}; see --help`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        'oura-version': { type: 'string' },
        config: { type: 'string' },
        consumer: { type: 'string', default: 'http://127.0.0.1:5660' },
        'cursor-file': { type: 'string' },
        oura: { type: 'string', default: 'oura' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error.message);
  }
}

const ASK_AGAIN_MS = 5000;
/** An Oura 1 that does not find its point says so and ends at once, with 0. */
const FOUND_MS = 60_000;

const given = readArguments();
if (given.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const version = given['oura-version'];
if (version !== '1' && version !== '2') fail('--oura-version must be 1 or 2');
if (given.config === undefined) fail('--config is missing');
if (version === '2' && given['cursor-file'] === undefined) fail('--cursor-file is missing');

let oura = null;
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true;
    if (oura === null) process.exit(0);
    oura.kill(signal);
  });
}

/** The consumer's points, newest first; none when its chain is empty. Asks until it answers. */
async function askForPoints() {
  const url = new URL('/sync-point', given.consumer);
  const authorization = process.env.OURA_AUTHORIZATION;
  const headers = authorization === undefined ? {} : { authorization };
  for (let told = ''; ; await pause(ASK_AGAIN_MS)) {
    const answer = await ask(url, headers).catch((error) => ({ why: error.cause?.message ?? error.message }));
    if ('points' in answer) return answer.points;
    if (answer.why !== told) say(`${url} does not say where to start, asking again: ${answer.why}`);
    told = answer.why;
  }
}

async function ask(url, headers) {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(ASK_AGAIN_MS) });
  if (!answer.ok) return { why: `${answer.status} ${(await answer.text()).slice(0, 200)}` };
  const tip = await answer.json();
  return { points: tip === null ? [] : [tip, ...tip.earlier] };
}

/** Runs Oura to its end: its exit code (1 when a signal ended it), and how long it ran. */
async function run(args) {
  const started = Date.now();
  const code = await new Promise((resolve) => {
    oura = spawn(given.oura, args, { stdio: 'inherit' });
    oura.once('error', (error) => {
      say(`cannot start ${given.oura}: ${error.message}`);
      resolve(127);
    });
    oura.once('exit', (exit) => resolve(exit ?? 1));
  });
  oura = null;
  if (stopped) process.exit(0);
  return { code, ranMs: Date.now() - started };
}

async function runVersion2(points) {
  // Newest first; Oura begins at the first one that the node knows. With none its [intersect] counts.
  const file = given['cursor-file'];
  await writeFile(`${file}.new`, JSON.stringify(points.map(({ slot, hash }) => [slot, hash])));
  await rename(`${file}.new`, file);
  return (await run(['daemon', '--config', given.config])).code;
}

async function runVersion1(points) {
  const daemon = ['daemon', '--config', given.config];
  if (points.length === 0) return (await run(daemon)).code;
  for (const { slot, hash } of points) {
    say(`starting at ${slot},${hash}`);
    const { code, ranMs } = await run([...daemon, '--cursor', `${slot},${hash}`]);
    if (code !== 0 || ranMs > FOUND_MS) return code;
    say('Oura ended at once: the node does not know that point, trying an older one');
  }
  say('the node knows none of our points: its chain is another one, or ours (docs/operations.md)');
  return 1;
}

const points = await askForPoints();
if (points.length > 0) say(`our chain ends at ${points[0].slot},${points[0].hash}`);
else say('our chain is empty: the configuration says where to begin');
const code = await (version === '2' ? runVersion2(points) : runVersion1(points));
process.exit(code === 0 ? 1 : code);
