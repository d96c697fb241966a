import type { ErrorKind } from '@pooltool/shared-utils/errors';
import type { TSchema } from 'typebox';
import type { AccountFacts } from '../accounts/account-route.ts';
import type { RouteFacts } from '../api-route.ts';
import type { PostFacts } from '../post-route.ts';
import type { DocumentedRoutes } from './documented-routes.ts';
import { errorsByStatus } from './error-answers.ts';
import { type Html, html } from './html.ts';
import { openApiPath } from './openapi-document.ts';

/** The documentation for people: one page without a script, from the same facts as the OpenAPI document. */
export function readingPage(
  { routes, posts, accounts = [] }: DocumentedRoutes,
  { publicUrl }: { readonly publicUrl: string },
): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PoolTool API</title>
<link rel="stylesheet" href="docs/style.css">
</head>
<body>
<header>
<h1>PoolTool API</h1>
<p>What PoolTool knows of Cardano’s epochs, pools and rewards, to the lovelace. For programs: <a href="openapi.json">OpenAPI 3.1</a>. Base: <code>${publicUrl}</code></p>
<ul>
<li>Amounts are lovelace, as strings of digits. They survive every JSON parser.</li>
<li>A reward is <em>earned</em> in an epoch, calculated in the next, <em>spendable</em> two after.</li>
<li>Every failure is <code>{"error": {"code", "message", "whatToDo"}}</code>; codes are kept for life.</li>
<li>Every answer has an <code>ETag</code>: send it back as <code>If-None-Match</code> and hear 304 while nothing changed.</li>
<li>Pages have <code>next</code>: pass it on as <code>cursor</code>. CSV tells it in the <code>Link</code> header.</li>
<li>Limits are in every answer: <code>RateLimit-Policy</code>, <code>RateLimit</code>; over them 429 with <code>Retry-After</code>.</li>
</ul>
<nav>${[...routes, ...posts, ...accounts].map(({ operationId, summary }) => html`<a href="#${operationId}">${summary}</a> `)}</nav>
</header>
<main>
${routes.map(section)}
${posts.map(postSection)}
${accounts.map(accountSection)}
</main>
</body>
</html>
`;
  return page.html;
}

const section = (route: RouteFacts): Html => html`<section id="${route.operationId}">
<h2>${route.summary}</h2>
<p class="address"><b>GET</b> <code>${openApiPath(route.path)}</code></p>
${route.description.split('\n\n').map((text) => html`<p>${text}</p>`)}
${parameters(route)}
${(['application/json', 'text/csv', 'text/plain'] as const).map((type) => example(route, type))}
<details><summary>Errors</summary><dl>${[...errorsByStatus(route)].flatMap(([status, kinds]) => kinds.map((kind) => errorLine(status, kind)))}</dl></details>
</section>
`;

const postSection = ({ operationId, summary, path, description, body, answers }: PostFacts): Html =>
  html`<section id="${operationId}">
<h2>${summary}</h2>
<p class="address"><b>POST</b> <code>${path}</code></p>
${description.split('\n\n').map((text) => html`<p>${text}</p>`)}
${examples('What to send', body.examples)}
${Object.entries(answers).map(([status, answer]) => examples(`${status}: ${answer.description}`, answer.examples))}
</section>
`;

const accountSection = ({ operationId, summary, method, path, answer, errors }: AccountFacts): Html =>
  html`<section id="${operationId}">
<h2>${summary}</h2>
<p class="address"><b>${method}</b> <code>${openApiPath(path)}</code></p>
${examples('Answer', { answer: answer.example })}
<details><summary>Errors</summary><dl>${errors.map((kind) => errorLine(kind.status, kind))}</dl></details>
</section>
`;

const examples = (title: string, of: Readonly<Record<string, unknown>>): Html =>
  html`<details><summary>${title}</summary>${Object.values(of).map((one) => html`<pre>${JSON.stringify(one, null, 2)}</pre>`)}</details>`;

function parameters({ params, query }: RouteFacts): Html {
  const all = [...Object.entries(params.properties), ...Object.entries(query.properties)];
  if (all.length === 0) return html``;
  return html`<dl>${all.map(([name, schema]) => html`<dt><code>${name}</code></dt><dd>${descriptionOf(schema)}</dd>`)}</dl>`;
}

const descriptionOf = (schema: TSchema): string =>
  'description' in schema && typeof schema.description === 'string' ? schema.description : '';

function example({ answers }: RouteFacts, type: 'application/json' | 'text/csv' | 'text/plain'): Html {
  const told = answers[type];
  if (told === undefined) return html``;
  const text = typeof told.example === 'string' ? told.example : JSON.stringify(told.example, null, 2);
  return html`<details><summary>${type}</summary><pre>${text}</pre></details>`;
}

const errorLine = (status: number, { code, says }: ErrorKind): Html =>
  html`<dt>${status} <code>${code}</code></dt><dd>${says}</dd>`;
