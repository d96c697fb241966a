import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { holdFolder } from '../../src/spool/hold-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-held-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.skipIf(process.platform !== 'linux')('a dump folder (only Linux keeps others out)', () => {
  test('is held by one, by whatever path it is reached, and by the next once that one let go', async () => {
    const first = await holdFolder(folder);
    const other = join(folder, 'link');
    await symlink(folder, other);
    expect(await holdFolder(folder)).toBeNull();
    expect(await holdFolder(other)).toBeNull();
    await first?.release();
    await first?.release();
    const second = await holdFolder(other);
    expect(second).not.toBeNull();
    await second?.release();
    expect(await readdir(folder), 'nothing is written for it').toEqual(['link']);
  });

  test('of another daemon is held beside it', async () => {
    const both = [await holdFolder(join(folder, 'a')), await holdFolder(join(folder, 'b'))];
    expect(both).not.toContain(null);
    for (const lock of both) await lock?.release();
  });

  test('is free as soon as its holder was killed', async () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../src/spool/hold-folder.ts')).href;
    const holds = `const { holdFolder } = await import(${JSON.stringify(module)});
      console.log((await holdFolder(${JSON.stringify(folder)})) === null ? 'refused' : 'held');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', holds], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void holder.kill('SIGKILL'));
    const [said] = await once(holder.stdout, 'data');
    expect(String(said).trim()).toBe('held');
    expect(await holdFolder(folder)).toBeNull();
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    const next = await holdFolder(folder);
    expect(next).not.toBeNull();
    await next?.release();
  });
});
