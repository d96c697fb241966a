// npm test: every check and every test; the last line counts them. `npm test -- packages/domain` narrows the tests.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './project-node.mjs';
import { runStep, STATIC_STEPS, tell, vitestStep } from './steps.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const folder = mkdtempSync(join(tmpdir(), 'pooltool-test-'));
const report = join(folder, 'vitest.json');
const sharedData = join(projectRoot, '..', 'shared', 'data');

if (!existsSync(sharedData)) console.log('note: ../shared/data is absent: tests on recorded chains are left out');
if (!existsSync('/usr/bin/chromium')) console.log('note: no /usr/bin/chromium: the page tests are left out');

const checks = [];
for (const step of STATIC_STEPS) {
  const result = await runStep(step);
  tell(result);
  checks.push(result);
}
const tests = await runStep(
  vitestStep('tests', [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]),
  { live: true },
);
const counted = countTests();
rmSync(folder, { recursive: true });

const failedChecks = checks.filter(({ ok }) => !ok);
const failed = failedChecks.length + counted.failed;
for (const { name } of failedChecks) console.log(`FAILED ${name}`);
console.log(
  `${checks.length - failedChecks.length + counted.passed} passed, ${failed} failed, ${counted.skipped} skipped`,
);
process.exit(failed === 0 ? 0 : 1);

/** From vitest's own report. A run that ended badly without a failed test (a broken file, a stray rejection) counts as one failure. */
function countTests(): Counts {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: numPassedTests,
    failed: tests.ok ? numFailedTests : Math.max(1, numFailedTests),
    skipped: numPendingTests + numTodoTests,
  };
}
