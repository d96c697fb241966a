import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ran } from './ran.ts';

const PREVIEW_660 = fileURLToPath(
  new URL('../../../../shared/data/rewards/preview/preview-660.json.gz', import.meta.url),
);
const ABSENT = '(skipped where ../shared/data is absent)';

describe('the command as a process', () => {
  test('--help names every command, and ends with 0', async () => {
    const { exitCode, stdout, stderr } = await ran(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const name of [
      'status',
      'migrate',
      'replay',
      'chain',
      'epoch',
      'documents',
      'verify-rewards',
      'decode-dump',
      'local-cloud',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  test('an unknown command ends with 2 and says which', async () => {
    const { exitCode, stdout, stderr } = await ran(['rewind']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain("unknown command 'rewind'");
  });

  test('an error is told as code, message and what to do, without a stack', async () => {
    const { exitCode, stderr } = await ran(['status']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^POOLTOOL_CONFIG_INVALID: .*\n {2}DATABASE_URL is missing; .*\nWhat to do: mend the environment/,
    );
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'what could not be written is no success (skipped without /dev/full)',
    async () => {
      const full = await open('/dev/full', 'w');
      onTestFinished(() => full.close());
      const { exitCode, stderr } = await ran(['--help'], { stdout: full.fd });
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('ENOSPC') });
    },
  );

  test('a reader that had enough is no failure', async () => {
    const { exitCode, stderr } = await ran(['--help'], { stdout: 'closed' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test('--verbose shows the stack as well', async () => {
    expect((await ran(['--verbose', 'status'])).stderr).toMatch(/^ +at /m);
  });

  test.skipIf(!existsSync(PREVIEW_660))(`verify-rewards agrees on a recorded epoch ${ABSENT}`, async () => {
    const { exitCode, stdout } = await ran(['verify-rewards', PREVIEW_660, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ epochs: 1, pools: 290, mismatches: 0 });
  });
});
