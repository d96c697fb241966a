import { describe, expect, test } from 'vitest';
import { verifyRewardsCommand } from '../../src/verify-rewards/index.ts';

const run = async (paths: readonly string[]) => {
  const lines: string[] = [];
  const exitCode = await verifyRewardsCommand({ paths, json: true, print: (line) => lines.push(line) });
  return { exitCode, lines };
};

describe('verify-rewards without recorded epochs', () => {
  test.each([
    ['no path is given', []],
    ['the whole folder is absent', ['../no-such-folder/rewards/preview', '../no-such-folder/rewards/preprod']],
  ])('verifies a simulated chain when %s, and says so', async (_, paths) => {
    const { exitCode, lines } = await run(paths);
    expect(lines[0]).toMatch(/^note: .*verifying simulated ones$/);
    const report = JSON.parse(lines.at(-1) ?? '');
    expect(report).toMatchObject({ epochs: 3, mismatches: 0, details: [] });
    expect(report.members).toBeGreaterThan(100);
    expect(exitCode).toBe(0);
  });

  test('refuses a mistyped path: its folder is there', async () => {
    const { exitCode, lines } = await run([new URL('no-such-file.json', import.meta.url).pathname]);
    expect(exitCode).toBe(1);
    expect(lines.at(-1)).toContain('POOLTOOL_REWARD_FIXTURE_INVALID');
  });
});
