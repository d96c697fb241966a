import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminRoutes } from '../../src/admin/admin-routes.ts';
import { type AdminStage, adminStage, POOL } from './admin-stage.ts';

let stage: AdminStage;
beforeAll(async () => {
  stage = await adminStage();
});
afterAll(() => stage.close());

/** Nothing of how we are built, and nothing of PostgreSQL's, may be read in an answer. */
const INSIDES =
  /node_modules|\.ts:|at async|select |relation|syntax error|127\.0\.0\.1|postgres:|invalid input syntax|violates/i;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', '\0', '\ud800', '‮', 'stake1', 'undefined', POOL, 'ef'.repeat(28), "'; drop table pool; --"),
  fc.constantFrom('x'.repeat(101), 'x'.repeat(1_025), '<script>', '__proto__', 'administrator'),
);
const body = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    fc.constantFrom('g', 'xx', 'title', 'message', 'public_note', 'value', 'authority', '__proto__'),
    fc.oneof(text, fc.jsonValue()),
  ),
  fc.record({ title: text, message: text, public_note: text }),
);

test('whatever an administrator sends, no route answers 5xx, shows what is inside, or leaves nobody to administer', async () => {
  const routes = adminRoutes(stage.parts);
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: routes.length - 1 }),
      text,
      body,
      fc.boolean(),
      async (which, given, sent, known) => {
        const route = routes[which];
        if (route === undefined) return;
        const some = encodeURIComponent(given.toWellFormed());
        const path = route.path
          .replace(':uid', known ? stage.admin.user : some)
          .replace(':pool', known ? POOL : some)
          .replace(':key', known ? stage.admin.key : some)
          .replace(/:\w+/, some)
          .replace(/lookup$/, `lookup?stake_key=${some}`);
        const answer = await stage.ask(route.method, path, { token: stage.admin.token, body: sent });
        expect(answer.status, `${route.method} ${path} ${answer.text}`).toBeLessThan(500);
        expect(answer.text).not.toMatch(INSIDES);
      },
    ),
    { numRuns: 400 },
  );
  const still = await stage.ask('GET', '/api/admin/verifications', { token: stage.admin.token });
  expect(still.status).toBe(200);
});
