import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorAnswer } from '../../src/documentation/error-answers.ts';
import { type AccountsStage, accountsStage } from './accounts-stage.ts';

interface Told {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly requestBody?: {
    readonly description: string;
    readonly content: Readonly<Record<string, { schema: object }>>;
  };
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, ToldAnswer>>;
}

interface ToldAnswer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, ToldContent>>;
}

interface ToldContent {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** Nodes send there: older than this API, in shapes of their own. */
const SENDERS = new Set(['sendTip', 'sendTipOfOldClient', 'sendSlots']);

describe('the document of everything that is served', () => {
  let stage: AccountsStage;
  let document: { tags: { name: string; description: string }[]; components: { headers: object } };
  let operations: readonly { readonly path: string; readonly told: Told }[];
  beforeAll(async () => {
    stage = await accountsStage();
    const read = JSON.parse((await stage.ask('GET', '/openapi.json')).text);
    document = read;
    operations = Object.entries<Record<string, Told>>(read.paths).flatMap(([path, item]) =>
      Object.values(item).map((told) => ({ path, told })),
    );
  });
  afterAll(() => stage?.close());

  test('names each operation once, with a name that can be one in a program', () => {
    const ids = operations.map(({ told }) => told.operationId);
    expect(ids.length).toBeGreaterThan(60);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at || !/^[a-z][A-Za-z0-9]*$/.test(id))).toEqual([]);
  });

  test('has each operation under a heading that says what is under it: src/documentation/documented-tags.ts', () => {
    const described = new Map(document.tags.map(({ name, description }) => [name, description]));
    for (const { told } of operations) {
      expect(told.tags).toHaveLength(1);
      expect(described.get(told.tags[0] ?? ''), `${told.operationId} under ${told.tags[0]}`).toMatch(/^[A-Z].{10,}\.$/);
    }
  });

  test('has for each operation a summary, a description and every parameter of its path', () => {
    for (const { path, told } of operations) {
      expect(told.summary, told.operationId).toMatch(/^[A-Z].{10,}[^.]$/);
      expect(told.description, told.operationId).not.toBe('');
      const named = (told.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect(named, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  test('tells of each operation how much is taken, and when it is too much', () => {
    for (const { told } of operations) {
      const { operationId, responses, requestBody } = told;
      if (!SENDERS.has(operationId)) {
        expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['400', '429', '500', '503']));
        expect(Object.keys(responses['429']?.headers ?? {}), operationId).toContain('retry-after');
      }
      if (requestBody !== undefined) expect(requestBody.description, operationId).toMatch(/at most \d+ KiB/i);
      for (const [status, { headers = {} }] of Object.entries(responses)) {
        if (!SENDERS.has(operationId)) expect(Object.keys(headers), `${operationId} ${status}`).toContain('ratelimit');
        for (const { $ref } of Object.values(headers))
          expect(Object.keys(document.components.headers)).toContain($ref.replace('#/components/headers/', ''));
      }
    }
  });

  test('has an example of each answer, and it is what its schema says', () => {
    for (const { told } of operations) {
      for (const [status, { content = {} }] of Object.entries(told.responses)) {
        for (const [type, { schema, example, examples }] of Object.entries(content)) {
          const shown = examples === undefined ? [example] : Object.values(examples).map(({ value }) => value);
          const where = `${told.operationId} ${status} ${type}`;
          expect(shown.length, where).toBeGreaterThan(0);
          const meant = '$ref' in schema ? errorAnswer : schema;
          for (const one of shown) expect([...Value.Errors(meant, one)], where).toEqual([]);
        }
      }
    }
  });

  test('marks each amount that is a number, so that clients know it may be beyond 2^53', () => {
    const unmarked: string[] = [];
    for (const { told } of operations) {
      for (const schema of integersIn(told)) {
        if (/lovelace/i.test(schema.description) && schema.format !== 'int64')
          unmarked.push(`${told.operationId}: ${schema.description}`);
      }
    }
    expect(unmarked).toEqual([]);
  });
});

interface ToldInteger {
  readonly description: string;
  readonly format?: string;
}

/** Every integer's schema somewhere in what is told. */
function integersIn(told: unknown): readonly ToldInteger[] {
  if (typeof told !== 'object' || told === null) return [];
  const own =
    'type' in told && told.type === 'integer' && 'description' in told && typeof told.description === 'string'
      ? [{ description: told.description, ...('format' in told ? { format: String(told.format) } : {}) }]
      : [];
  return [...own, ...Object.values(told).flatMap(integersIn)];
}
