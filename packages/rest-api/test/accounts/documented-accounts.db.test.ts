import { Validator } from '@seriousme/openapi-schema-validator';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes } from '../../src/accounts/account-routes.ts';
import { type AccountsStage, accountsStage } from './accounts-stage.ts';

let stage: AccountsStage;
beforeAll(async () => {
  stage = await accountsStage();
});
afterAll(() => stage.close());

test('every route for accounts is in the OpenAPI document, which is valid, with who may ask', async () => {
  const { text } = await stage.ask('GET', '/openapi.json');
  expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true });
  const { paths } = JSON.parse(text);
  for (const { method, path, operationId, access } of accountRoutes(stage.parts)) {
    const told = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect([told?.operationId, told?.security]).toEqual([
      operationId,
      // A key of Zapier's stands in the body.
      access === 'anybody' || access === 'zapier key' ? undefined : [{ session: [] }],
    ]);
  }
});

test('every example is what its schema says', () => {
  for (const { answer, operationId } of accountRoutes(stage.parts))
    expect([operationId, ...Value.Errors(answer.schema, answer.example)]).toEqual([operationId]);
});
