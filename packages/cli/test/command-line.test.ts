import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { passwordMatches, sha256Hex } from '@pooltool/shared-utils/crypto';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { givenPassword } from '../src/console-secrets.ts';
import { buildProgram } from '../src/program.ts';
import { ranHere } from './ran-here.ts';

const SHARED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const DUMP = `${SHARED}chain/ledger-state/A2-conway-devnet42.newepochstate.slot172786.cbor`;
const ABSENT = '(skipped where ../shared/data is absent)';

describe('command lines', () => {
  test('every command has a description, and every one that does something an example', () => {
    const silent: string[] = [];
    const look = (command: Command, path: string): void => {
      if (command.description() === '') silent.push(path);
      let help = '';
      const writeOut = (text: string): void => {
        help += text;
      };
      command.configureOutput({ writeOut }).outputHelp();
      if (command.commands.length === 0 && !help.includes('Example')) silent.push(`${path} --help`);
      for (const inner of command.commands) look(inner, `${path} ${inner.name()}`);
    };
    const program = buildProgram(
      { print: () => {}, tell: () => {}, untilStopped: async () => {}, confirm: async () => null },
      () => {},
    );
    for (const command of program.commands) look(command, command.name());
    expect(silent).toEqual([]);
  });

  test.each([
    [['epoch', 'run', 'rewards'], "missing required argument 'epoch'"],
    [['epoch', 'backfill', 'rewards', '1', '2', '--only', 'some'], 'Allowed choices are all, missing, failed, stale'],
    [['epoch', 'status', '--last', '0'], 'whole number from 1 on'],
    [['archive', 'restore'], "missing required argument 'epoch'"],
    [['archive', 'verify', 'all'], 'whole number from 0 on'],
    [['local-cloud', '--s3-port', '70000'], 'whole number from 0 to 65535'],
    [['documents', 'redraw', 'portraits'], 'kind is all or one of recent_block'],
    [['status', '--jsn'], "unknown option '--jsn'"],
    [['replay'], "missing required argument 'path'"],
    [['replay', 'chain.cbor', '--batch', '0'], 'whole number from 1 to 10000'],
    [['replay', 'chain.cbor', '--http', 'localhost:5660/ouraconsume'], 'wants an address that begins with http'],
    [['replay', 'chain.cbor', '--until', '-1'], 'whole number from 0 on'],
    [['chain', 'rollback-to', 'genesis'], 'whole number from 0 on'],
  ])('%j is a wrong command line', async (args, says) => {
    const { exitCode, stdout, stderr } = await ranHere(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  test('a password for the console is made, told once, and only its hash is for the settings', async () => {
    const { exitCode, stdout, stderr } = await ranHere(['console', 'password']);
    const [, hash = ''] = /^CONSOLE_PASSWORD_HASH=(\S+)$/.exec(stdout) ?? [];
    const [, password = ''] = /shown this once: ((?:[a-z2-9]{5}-?){4})$/.exec(stderr) ?? [];
    expect(exitCode).toBe(0);
    expect(await passwordMatches(password, hash)).toBe(true);
  });

  test("a password of one's own is read from stdin, when it is long enough", async () => {
    expect(await givenPassword(Readable.from(['Sonnenblume 7\nand more']))).toBe('Sonnenblume 7');
    await expect(givenPassword(Readable.from(['short\n']))).rejects.toThrow('fewer than ten characters');
  });

  test('a token for programs is made, told once, and only its hash is for the settings', async () => {
    const { stdout, stderr } = await ranHere(['console', 'token']);
    const [, token = ''] = /shown this once: ([\w-]{43})$/.exec(stderr) ?? [];
    expect(stdout).toBe(`CONSOLE_TOKEN_HASH=${sha256Hex(token)}`);
  });

  test('what is no dump is told with its place and what to do', async () => {
    const { exitCode, stderr } = await ranHere(['decode-dump', fileURLToPath(import.meta.url)]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^POOLTOOL_DUMP_\w+: .*\nWhat to do: /);
  });

  test('a dump that is not there is told by its name', async () => {
    const { exitCode, stderr } = await ranHere(['decode-dump', 'nowhere/ledger.cbor']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^POOLTOOL_FILE_UNREADABLE: nowhere\/ledger.cbor: ENOENT.*\nWhat to do: /);
  });

  test.skipIf(!existsSync(DUMP))(`decode-dump tells the sums of a dump ${ABSENT}`, async () => {
    const { exitCode, stdout } = await ranHere(['decode-dump', DUMP, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ layout: 'A2', epoch: 1, pools: expect.any(Number) });
    expect((await ranHere(['decode-dump', DUMP])).stdout).toMatch(/^layout {7}A2\nepoch {8}1$/m);
  });
});
