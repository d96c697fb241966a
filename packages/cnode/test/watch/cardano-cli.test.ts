import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainnet, preview } from '@pooltool/domain';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cliVersionIn, ledgerStateArguments } from '../../src/watch/cardano-cli/cli-arguments.ts';
import { cliSource } from '../../src/watch/cardano-cli/cli-source.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

const node = { socketPath: '/run/node.socket', magic: mainnet.magic };

/** A cardano-cli that answers --version, writes its other calls down and then does this; `out` is its --out-file. */
async function cli(does: string, version = 'cardano-cli 10.11.0.0 - linux-x86_64 - ghc-9.6') {
  const program = join(folder, 'cardano-cli');
  const text = `#!${process.execPath}
const args = process.argv.slice(2), fs = require('node:fs');
if (args[0] === '--version') { console.log(${JSON.stringify(version)}); process.exit(0); }
fs.appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify({ args, secrets: Object.keys(process.env) }) + '\\n');
const out = args.at(-1);
${does}`;
  await writeFile(program, text);
  await chmod(program, 0o755);
  return cliSource({ program, node, timeoutMs: 20_000 });
}

const calls = async () =>
  (await readFile(join(folder, 'calls'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const alive = new AbortController().signal;

describe('the flags that make cardano-cli write bytes', () => {
  const before = ['query', 'ledger-state', '--socket-path', '/s', '--mainnet', '--out-file', 'x'];
  const since = ['conway', ...before.slice(0, 5), '--output-text', ...before.slice(5)];
  test.each([
    ['cardano-cli 8.24.0.0 - linux-x86_64 - ghc-8.10', before],
    ['cardano-cli 10.8.0.0 - linux-x86_64 - ghc-9.6\ngit rev 420c94fbb075146c6ec7fba78c5b0482fafe72dd', before],
    ['cardano-cli 10.9.0.0 - linux-aarch64 - ghc-9.6', since],
    ['cardano-cli 10.11.1.0 - linux-x86_64 - ghc-9.6', since],
    ['cardano-cli 11.0.0.0 - linux-x86_64 - ghc-9.6', since],
  ])('of %s', (says, args) => {
    const version = cliVersionIn(says);
    expect(version && ledgerStateArguments(version, { socketPath: '/s', magic: mainnet.magic }, 'x')).toEqual(args);
  });

  test('name the network by its magic', () => {
    const args = ledgerStateArguments({ major: 10, minor: 1 }, { socketPath: '/s', magic: preview.magic }, 'x');
    expect(args).toContain('--testnet-magic');
    expect(args[args.indexOf('--testnet-magic') + 1]).toBe('2');
  });

  test.each(['', 'bash 5.2', 'cardano-node 10.1.0'])('are not guessed when the version is told as %j', (says) => {
    expect(cliVersionIn(says)).toBeNull();
  });
});

describe('cardano-cli', () => {
  test('writes the dump where it is told, and sees none of our secrets', async () => {
    const source = await cli(`fs.writeFileSync(out, 'state')`);
    vi.stubEnv('CNODE_API_SECRET', 'not for others');
    await source.dump(join(folder, 'it'), alive).finally(() => vi.unstubAllEnvs());
    expect(await readFile(join(folder, 'it'), 'utf8')).toBe('state');
    const [{ args, secrets }] = await calls();
    expect(args).toEqual(ledgerStateArguments({ major: 10, minor: 11 }, node, join(folder, 'it')));
    expect(secrets).not.toContain('CNODE_API_SECRET');
  });

  test('tells the epoch of the tip', async () => {
    const source = await cli(`console.log(JSON.stringify({ block: 1, epoch: 507, era: 'Conway', slot: 5 }, null, 4))`);
    expect(await source.epoch(alive)).toBe(507);
    expect((await calls())[0].args).toEqual(['query', 'tip', '--socket-path', '/run/node.socket', '--mainnet']);
  });

  test.each([
    [
      'says why',
      `console.error('MuxError: connection refused'); process.exit(1)`,
      'LEDGER_SOURCE_FAILED',
      'connection refused',
    ],
    [
      'finds no room',
      `console.error('x: hPutBuf: resource exhausted (No space left on device)'); process.exit(1)`,
      'DISK_FULL',
      'No space',
    ],
    ['has no room for real', `fs.writeFileSync('/dev/full', 'state')`, 'DISK_FULL', 'ENOSPC'],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'LEDGER_SOURCE_FAILED', 'cardano-cli'],
  ])('that fails and %s is tried again later', async (_how, does, code, says) => {
    const source = await cli(does);
    await expect(source.dump(join(folder, 'it'), alive)).rejects.toMatchObject({
      code: `POOLTOOL_${code}`,
      disposition: 'retry',
      message: expect.stringContaining(says),
    });
  });

  test('that tells no epoch, or is not there, is tried again later', async () => {
    const source = await cli(`console.log('{"slot": 5}')`);
    await expect(source.epoch(alive)).rejects.toThrow('tells no epoch');
    const absent = cliSource({ program: join(folder, 'nothing'), node, timeoutMs: 1000 });
    await expect(absent.epoch(alive)).rejects.toMatchObject({ code: 'POOLTOOL_LEDGER_SOURCE_FAILED' });
  });

  test('that never ends is ended', async () => {
    const program = join(folder, 'cardano-cli');
    await cli('setInterval(() => {}, 1000)');
    const source = cliSource({ program, node, timeoutMs: 1500 });
    await expect(source.dump(join(folder, 'it'), alive)).rejects.toThrow('no end after 1.5 s');
  });

  test('ends with us', async () => {
    const source = await cli('setInterval(() => {}, 1000)');
    const ending = new AbortController();
    const why = source.dump(join(folder, 'it'), ending.signal).catch((error: unknown) => error);
    await vi.waitFor(calls, { timeout: 10_000 });
    ending.abort(new Error('asked to stop'));
    expect(await why).toEqual(new Error('asked to stop'));
  });
});
