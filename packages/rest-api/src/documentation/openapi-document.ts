import { HEADER_COMPONENTS } from './answer-headers.ts';
import { CONVENTIONS_TOLD } from './conventions-told.ts';
import type { DocumentedRoutes } from './documented-routes.ts';
import { documentedTags } from './documented-tags.ts';
import { errorAnswer } from './error-answers.ts';
import { accountOperation, openApiPath, operation, type Part, postOperation } from './openapi-operations.ts';
import { SECURITY_SCHEMES } from './who-may-ask.ts';

const VERSION = '1.0.0';

const DESCRIPTION = [
  'What PoolTool knows of Cardano’s epochs, pools and rewards, to the lovelace; how fast blocks travel, and which ones contested a height.',
  ...CONVENTIONS_TOLD.map(({ title, text }) => `- **${title}** ${text}`),
].join('\n');

/** OpenAPI 3.1 of these routes. Their schemas are JSON Schema 2020-12 and are taken as they are. */
export function openApiDocument(documented: DocumentedRoutes, { publicUrl }: { readonly publicUrl: string }): Part {
  const { routes, posts, accounts = [] } = documented;
  const paths: Record<string, Part> = {};
  const tell = (path: string, method: string, told: Part): void => {
    const at = openApiPath(path);
    paths[at] = { ...paths[at], [method.toLowerCase()]: told };
  };
  for (const route of routes) {
    tell(route.path, 'GET', operation(route, null));
    if (route.answers['text/csv'] !== undefined) tell(`${route.path}.csv`, 'GET', operation(route, 'csv'));
  }
  for (const post of posts) tell(post.path, 'POST', postOperation(post));
  for (const account of accounts) tell(account.path, account.method, accountOperation(account));
  return {
    openapi: '3.1.0',
    info: {
      title: 'PoolTool',
      version: VERSION,
      summary: "Epochs, pools and rewards of Cardano's stake pools",
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl.replace(/\/$/, '') }],
    security: [],
    tags: documentedTags(documented).map(({ name, description }) => ({ name, description })),
    paths,
    components: { schemas: { Error: errorAnswer }, headers: HEADER_COMPONENTS, securitySchemes: SECURITY_SCHEMES },
  };
}
