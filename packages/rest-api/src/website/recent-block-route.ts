import { newestBlock } from '@pooltool/store/documents';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { RECENT_BLOCK_EXAMPLE, recentBlockSchema, recentBlockShape } from './shapes/recent-block.ts';
import { ANY_QUERY, WEBSITE } from './website-facts.ts';

export const recentBlockRoute = ({ pool, network }: Pick<ApiParts, 'pool' | 'network'>) =>
  apiRoute({
    ...WEBSITE,
    path: '/api/recent_block',
    operationId: 'websiteRecentBlock',
    summary: "The newest block, as the website's header shows it",
    description: 'Of our chain. Before the first block every number is 0.',
    params: Type.Object({}),
    query: ANY_QUERY,
    answers: { 'application/json': { schema: recentBlockSchema, example: RECENT_BLOCK_EXAMPLE } },
    errors: [],
    answer: async () => {
      const newest = await newestBlock(pool);
      return { freshness: 'moving', json: () => recentBlockShape(newest, network) };
    },
  });
