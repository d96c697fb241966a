// npm run check: types, lint, directions, dead code and the pure tests, side by side; under 20 s.
import { runStep, STATIC_STEPS, tell, vitestStep } from './steps.ts';

const steps = [...STATIC_STEPS, vitestStep('pure tests', ['--project', 'pure', '--reporter=dot'])];
const results = await Promise.all(
  steps.map(async (step) => {
    const result = await runStep(step);
    tell(result);
    return result;
  }),
);
const failed = results.filter(({ ok }) => !ok).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
