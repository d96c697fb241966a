import { preview } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import type { ApiRoute } from '../src/api-route.ts';
import { routesOf } from '../src/api-routes.ts';
import { errorAnswer, errorsByStatus } from '../src/documentation/error-answers.ts';
import { html } from '../src/documentation/html.ts';
import { openApiDocument } from '../src/documentation/openapi-document.ts';
import { SENDSLOTS_FACTS } from '../src/slots/sendslots-facts.ts';
import { SENDSTATS_FACTS } from '../src/tips/sendstats-facts.ts';
import { AT_ONCE, EMPTY_ARCHIVE, PUBLIC_URL, serveApi, unreachablePool } from './served-api.ts';

const POSTS = [...SENDSTATS_FACTS, SENDSLOTS_FACTS];

const served = () => serveApi({ pool: unreachablePool(), network: preview }).server;
const routes = (): readonly ApiRoute[] =>
  routesOf({ pool: unreachablePool(), archive: EMPTY_ARCHIVE, network: preview, inTurn: AT_ONCE, clock: systemClock });

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1, as it is served', async () => {
    const { body, headers } = await served().inject('/openapi.json');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const document = JSON.parse(body);
    const result = await new Validator().validate(document);
    expect(result).toEqual({ valid: true });
    expect([document.openapi, document.servers]).toEqual(['3.1.0', [{ url: PUBLIC_URL }]]);
  });

  test('has every route that is served, and no other', async () => {
    const server = served();
    const told: Record<string, object> = JSON.parse((await server.inject('/openapi.json')).body).paths;
    const documented = Object.entries(told).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    for (const one of documented) {
      const [method, url] = one.split(' ');
      expect(server.hasRoute({ method: method === 'POST' ? 'POST' : 'GET', url: url ?? '' }), one).toBe(true);
    }
    const tree = server.printRoutes({ commonPrefix: false });
    const answered = [...tree.matchAll(/\S+ \(([A-Z, ]+)\)/g)].map(([, methods = '']) => methods.split(', '));
    const besides = ['/health', '/ready', '/metrics', '/openapi.json', '/docs', '/docs/style.css'].length;
    expect(answered.filter((methods) => methods.includes('GET') || methods.includes('POST'))).toHaveLength(
      documented.length + besides,
    );
  });

  test('names every operation once', () => {
    const text = JSON.stringify(openApiDocument({ routes: routes(), posts: POSTS }, { publicUrl: PUBLIC_URL }));
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(5);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('every route', () => {
  test('has a summary, a description, and says what each parameter is', () => {
    for (const { summary, description, params, query, operationId } of routes()) {
      expect(summary, operationId).toMatch(/^[A-Z].{10,80}[^.]$/);
      expect(description, operationId).toMatch(/^.{20}/);
      for (const [name, schema] of Object.entries({ ...params.properties, ...query.properties })) {
        expect('description' in schema && schema.description, `${operationId} ${name}`).toBeTruthy();
      }
    }
  });

  test('has an example that is what its schema says', () => {
    for (const { answers, operationId } of routes()) {
      const { schema, example } = answers['application/json'];
      expect([...Value.Errors(schema, example)], operationId).toEqual([]);
      for (const type of ['text/csv', 'text/plain'] as const) expect(answers[type]?.example ?? 'none').not.toBe('');
    }
  });

  test('tells how it fails: at least with 400, 406, 429, 500 and 503, each with an example of the one shape', () => {
    const document = JSON.parse(
      JSON.stringify(openApiDocument({ routes: routes(), posts: POSTS }, { publicUrl: PUBLIC_URL })),
    );
    for (const [path, { get }] of Object.entries<{ get?: { responses: Record<string, Told> } }>(document.paths)) {
      if (get === undefined) continue;
      expect(Object.keys(get.responses), path).toEqual(expect.arrayContaining(['400', '406', '429', '500', '503']));
      for (const [status, told] of Object.entries(get.responses)) {
        if (Number(status) < 400) continue;
        const examples = Object.values(told.content['application/json'].examples);
        expect(examples.length).toBeGreaterThan(0);
        for (const { value } of examples) expect([...Value.Errors(errorAnswer, value)]).toEqual([]);
      }
    }
  });

  interface Told {
    readonly content: {
      readonly 'application/json': { readonly examples: Record<string, { readonly value: unknown }> };
    };
  }

  test('that takes a pool, an account or a cursor says how that may be wrong', () => {
    const needed = {
      pool: 'POOLTOOL_POOL_ID_INVALID',
      account: 'POOLTOOL_ACCOUNT_INVALID',
      cursor: 'POOLTOOL_CURSOR_INVALID',
    };
    const silent = routes().flatMap((route) => {
      const codes = new Set<string>([...errorsByStatus(route).values()].flat().map(({ code }) => code));
      const taken = { ...route.params.properties, ...route.query.properties };
      return Object.entries(needed)
        .filter(([name, code]) => name in taken && !codes.has(code))
        .map(([name]) => `${route.operationId}: ${name}`);
    });
    expect(silent).toEqual([]);
  });
});

describe('every route that operators send to', () => {
  test('has examples, of what is sent and of each answer, that are what their schemas say', () => {
    for (const { operationId, body, answers } of POSTS) {
      for (const { schema, examples } of [body, ...Object.values(answers)]) {
        expect(Object.keys(examples).length, operationId).toBeGreaterThan(0);
        for (const example of Object.values(examples)) expect([...Value.Errors(schema, example)]).toEqual([]);
      }
    }
  });
});

describe('the reading page', () => {
  test('names every route, and needs nothing from elsewhere and no script', async () => {
    const server = served();
    const { body, headers } = await server.inject('/docs');
    for (const { summary, operationId } of [...routes(), ...POSTS]) {
      expect(body).toContain(`id="${operationId}"`);
      expect(body).toContain(summary.replaceAll("'", '&#39;'));
    }
    expect(body).not.toMatch(/<script|<img|<iframe|\sstyle=|\son\w+=/);
    const fetched = [...body.matchAll(/(?:href|src)="(?!#)([^"]+)"/g)].map(([, address]) => String(address));
    expect(new Set(fetched)).toEqual(new Set(['docs/style.css', 'openapi.json']));
    for (const address of fetched) expect((await server.inject(`/${address}`)).statusCode).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
  });

  test('shows text as text', () => {
    expect(html`<p>${'<b onclick="x">&\''}</p>`.html).toBe('<p>&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;</p>');
  });
});
