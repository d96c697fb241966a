import type { ErrorKind } from '@pooltool/shared-utils/errors';
import { answerOf } from '@pooltool/shared-utils/http';
import type { TObject, TSchema } from 'typebox';
import type { AccountFacts } from '../accounts/account-route.ts';
import type { RouteFacts } from '../api-route.ts';
import type { PostFacts } from '../post-route.ts';
import { CONVENTIONS_TOLD } from './conventions-told.ts';
import type { DocumentedRoutes } from './documented-routes.ts';
import { type DocumentedTag, documentedTags, type TaggedRoute } from './documented-tags.ts';
import { accountErrorsByStatus, errorsByStatus } from './error-answers.ts';
import { type Html, html } from './html.ts';
import { openApiPath } from './openapi-operations.ts';
import { WHO_MAY_ASK } from './who-may-ask.ts';

/** The documentation for people: one page without a script, from the same facts as the OpenAPI document. */
export function readingPage(documented: DocumentedRoutes, { publicUrl }: { readonly publicUrl: string }): string {
  const tags = documentedTags(documented);
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
<ul>${CONVENTIONS_TOLD.map(({ title, text }) => html`<li><b>${title}</b> ${prose(text)}</li>`)}</ul>
<nav aria-label="Routes">${tags.map(contents)}</nav>
</header>
<main>
${tags.map(chapter)}
</main>
</body>
</html>
`;
  return page.html;
}

const contents = ({ name, routes }: DocumentedTag): Html =>
  html`<div><h2><a href="#${anchorOf(name)}">${titleOf(name)}</a></h2><ul>${routes.map(
    ({ route: { operationId, summary } }) => html`<li><a href="#${operationId}">${summary}</a></li>`,
  )}</ul></div>`;

const chapter = ({ name, description, routes }: DocumentedTag): Html => html`<section id="${anchorOf(name)}">
<h2>${titleOf(name)}</h2>
<p>${description}</p>
${routes.map(entry)}
</section>
`;

/** No operation is called so: those are one word. */
const anchorOf = (tag: string): string => `tag-${tag.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
const titleOf = (tag: string): string => tag.charAt(0).toUpperCase() + tag.slice(1);

function entry(tagged: TaggedRoute): Html {
  switch (tagged.kind) {
    case 'get':
      return getEntry(tagged.route);
    case 'post':
      return postEntry(tagged.route);
    case 'account':
      return accountEntry(tagged.route);
  }
}

const getEntry = (route: RouteFacts): Html => html`<article id="${route.operationId}">
${heading({ ...route, method: 'GET' })}
${paragraphs(route.description)}
${fields(route.params, route.query)}
${(['application/json', 'text/csv', 'text/plain'] as const).map((type) => example(route, type))}
${failures(errorsByStatus(route))}
</article>
`;

const postEntry = (route: PostFacts): Html => html`<article id="${route.operationId}">
${heading({ ...route, method: 'POST' })}
${paragraphs(route.description)}
${examples('What to send', route.body.examples)}
${Object.entries(route.answers).map(([status, answer]) => examples(`${status}: ${answer.description}`, answer.examples))}
</article>
`;

const accountEntry = (route: AccountFacts): Html => html`<article id="${route.operationId}">
${heading(route)}
${paragraphs(route.description === undefined ? WHO_MAY_ASK[route.access] : `${WHO_MAY_ASK[route.access]} ${route.description}`)}
${fields(route.params, route.query)}
${route.body === null ? html`` : html`<details><summary>What to send</summary><pre>${JSON.stringify(route.body, null, 2)}</pre></details>`}
${examples('Answer', { answer: route.answer.example })}
${failures(accountErrorsByStatus(route))}
</article>
`;

interface Headed {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly deprecated?: true;
}

const heading = ({ method, path, summary, deprecated }: Headed): Html => html`<h3>${summary}</h3>
<p class="address"><b>${method}</b> <code>${openApiPath(path)}</code>${deprecated === true ? html` <i>for clients that were there before</i>` : html``}</p>`;

const paragraphs = (text: string): readonly Html[] => text.split('\n\n').map((one) => html`<p>${prose(one)}</p>`);

/** What stands between ticks is code. */
const prose = (text: string): readonly Html[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

function fields(...objects: readonly TObject[]): Html {
  const all = objects.flatMap(({ properties }) => Object.entries(properties));
  if (all.length === 0) return html``;
  return html`<dl>${all.map(([name, schema]) => html`<dt><code>${name}</code></dt><dd>${prose(descriptionOf(schema))}</dd>`)}</dl>`;
}

const descriptionOf = (schema: TSchema): string =>
  'description' in schema && typeof schema.description === 'string' ? schema.description : '';

const examples = (title: string, of: Readonly<Record<string, unknown>>): Html =>
  html`<details><summary>${title}</summary>${Object.values(of).map((one) => html`<pre>${JSON.stringify(one, null, 2)}</pre>`)}</details>`;

function example({ answers }: RouteFacts, type: 'application/json' | 'text/csv' | 'text/plain'): Html {
  const told = answers[type];
  if (told === undefined) return html``;
  const text = typeof told.example === 'string' ? told.example : JSON.stringify(told.example, null, 2);
  return html`<details><summary>${type}</summary><pre>${text}</pre></details>`;
}

const failures = (byStatus: ReadonlyMap<number, readonly ErrorKind[]>): Html =>
  html`<details><summary>Errors</summary><dl>${[...byStatus].flatMap(([status, kinds]) => kinds.map((kind) => failure(status, kind)))}</dl></details>`;

/** In the words of the answer itself. */
function failure(status: number, kind: ErrorKind): Html {
  const { code, message, whatToDo } = answerOf(kind()).error;
  return html`<dt>${status} <code>${code}</code></dt><dd>${message}: ${whatToDo}</dd>`;
}
