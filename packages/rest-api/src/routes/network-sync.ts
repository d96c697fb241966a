import type { SyncFigures } from '@pooltool/domain';
import { readSyncSamples, type SyncSample } from '@pooltool/store/tips';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { csvOf } from '../conventions/csv.ts';
import { orNull } from './block-schemas.ts';

const pools = (name: string, description: string) =>
  Type.Array(Type.Object({ [name]: Type.String(), pools: Type.Integer() }), { description });

const byHeight = (description: string) =>
  Type.Array(Type.Object({ height: Type.Integer(), pools: Type.Integer() }), { description });

const NOBODY = 'null: nobody was heard of.';

export const networkSyncRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/network/sync',
    operationId: 'getNetworkSync',
    tag: 'propagation',
    summary: 'How many pools keep up with the chain, and with which versions',
    description:
      'The newest sample, taken each quarter of a minute from what nodes reported within an hour; `at` says when, and null that none was taken yet. ' +
      'One voice a pool: its node highest up. Synced is within three blocks of the height that most pools report.',
    params: Type.Object({}),
    query: Type.Object({}, { additionalProperties: false }),
    answers: {
      'application/json': {
        schema: Type.Object({
          at: orNull(Type.String({ format: 'date-time' }), 'null: no sample was taken yet.'),
          sample: orNull(
            Type.Object({
              pools: Type.Integer({ description: 'Heard of within an hour.' }),
              synced: Type.Integer(),
              majorityHeight: orNull(Type.Integer(), NOBODY),
              highest: orNull(Type.Integer(), NOBODY),
              lowest: orNull(Type.Integer(), NOBODY),
              chain: orNull(
                Type.Object({ epoch: Type.Integer(), epochSlot: Type.Integer(), height: Type.Integer() }),
                'Our tip; null: there is no chain yet.',
              ),
              versions: pools('version', 'Most pools first; the hundred most told.'),
              platforms: pools('platform', 'Most pools first; the hundred most told.'),
              distribution: byHeight('Ascending by height.'),
            }),
            'null: none was taken yet.',
          ),
        }),
        example: {
          at: '2026-07-10T21:44:45.000Z',
          sample: {
            pools: 301,
            synced: 297,
            majorityHeight: 12_345_678,
            highest: 12_345_679,
            lowest: 12_300_000,
            chain: { epoch: 645, epochSlot: 86_390, height: 12_345_678 },
            versions: [{ version: '10.5.1', pools: 280 }],
            platforms: [{ platform: 'cncli', pools: 290 }],
            distribution: [{ height: 12_345_678, pools: 296 }],
          },
        },
      },
      'text/csv': {
        description: 'One row for each version, platform and height: what it is of, its value, pools.',
        example: 'of,value,pools\r\nversion,10.5.1,280\r\nplatform,cncli,290\r\nheight,12345678,296\r\n',
      },
    },
    errors: [],
    answer: async () => {
      const [sample] = await readSyncSamples(pool, { limit: 1 });
      return {
        freshness: 'moving',
        json: () => ({
          at: sample === undefined ? null : new Date(sample.at).toISOString(),
          sample: sample === undefined ? null : sampleJson(sample),
        }),
        csv: () => csvOf(COLUMNS, sample === undefined ? [] : linesOf(sample.figures)),
      };
    },
  });

const sampleJson = ({ figures }: SyncSample) => ({
  pools: figures.samples,
  synced: figures.synced,
  majorityHeight: figures.majorityHeight,
  highest: figures.highest,
  lowest: figures.lowest,
  chain: figures.chain,
  versions: mostFirst(figures.versions).map(([version, pools]) => ({ version, pools })),
  platforms: mostFirst(figures.platforms).map(([platform, pools]) => ({ platform, pools })),
  distribution: ascending(figures.distribution).map(([height, pools]) => ({ height: Number(height), pools })),
});

type Counted = readonly [of: string, pools: number];

/** JSON keeps no order of its members that is to be relied on. */
const mostFirst = (counts: Readonly<Record<string, number>>): Counted[] =>
  Object.entries(counts).sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));

const ascending = (counts: Readonly<Record<string, number>>): Counted[] =>
  Object.entries(counts).sort(([one], [other]) => Number(one) - Number(other));

interface Line {
  readonly of: 'version' | 'platform' | 'height';
  readonly counted: Counted;
}

const linesOf = ({ versions, platforms, distribution }: SyncFigures): Line[] => [
  ...mostFirst(versions).map((counted) => ({ of: 'version' as const, counted })),
  ...mostFirst(platforms).map((counted) => ({ of: 'platform' as const, counted })),
  ...ascending(distribution).map((counted) => ({ of: 'height' as const, counted })),
];

const COLUMNS = [
  ['of', ({ of }: Line) => of],
  ['value', ({ counted }: Line) => counted[0]],
  ['pools', ({ counted }: Line) => counted[1]],
] as const;
