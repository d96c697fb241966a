import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../scripts/project-node.mjs';

/** `npm start -- ARGS` as a person runs it. */
async function npmStart(args: readonly string[]): Promise<{ code: number | null; lastLine: string; told: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts/run.mjs'), 'start', ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let told = '';
  child.stdout.on('data', (piece: Buffer) => {
    printed += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    told += piece.toString();
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, lastLine: printed.trim().split('\n').at(-1) ?? '', told };
}

describe('npm start -- --once', () => {
  test('follows a simulated chain to its end and agrees with the ledger in everything', async () => {
    const { code, lastLine, told } = await npmStart(['--once', '--epochs', '3', '--seed', '7']);
    const summary: unknown = JSON.parse(lastLine);
    expect(summary, told).toMatchObject({ network: 'simulation', epochs: 3, dumps: 3, mismatches: 0 });
    expect(summary).toMatchObject({ blocks: expect.toSatisfy(isAboveZero), rewards: expect.toSatisfy(isAboveZero) });
    expect(code).toBe(0);
    expect(told).toContain('simulator');
  });

  test('says what is wrong with a folder that holds no chain', async () => {
    const empty = join(projectRoot, 'docs');
    const { code, told } = await npmStart(['--once', '--data', empty]);
    expect(told).toContain(`${empty} holds no epochNN.cbor.br`);
    expect(code).toBe(1);
  });
});

const isAboveZero = (value: unknown): boolean => typeof value === 'number' && value > 0;
