import { EVIDENCE, PROPAGATION_HISTOGRAM } from '@pooltool/domain';
import { type ReportedBlock, readReports } from '@pooltool/store';
import { blockReports } from '@pooltool/store/documents';
import { epochOfBlock, readReportsKept } from '@pooltool/store/tips';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { type Cell, csvOf } from '../conventions/csv.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { reportsDropped } from '../errors.ts';
import { blockHashFrom, blockHashParameter } from '../parameters/block-parameters.ts';
import { evidenceSchema, hashSchema, makerSchema, millis, orNull, poolSchema } from './block-schemas.ts';
import { DELAY_SUMMARY_EXAMPLE, delaySummarySchema, summaryOf } from './delay-summary.ts';

const HASH = '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd';

/** Reads two rows, each of as many reports as there are nodes: some 1,500 of mainnet's block. */
export const blockDelaysRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/blocks/:hash/delays',
    operationId: 'listBlockDelays',
    tag: 'propagation',
    summary: 'When each node had a block, as it reported it',
    description:
      'Everything that was reported of the hash, nothing left out: nodes that disagree about its slot, height or maker make ' +
      "claims of their own, the one of most reports first. Delays are in ms from the claim's slot, raw: negative and hours " +
      `tell of a clock that is wrong, and beyond ±${PROPAGATION_HISTOGRAM.toMs / 1_000} s the summary counts them apart. ` +
      'A block that nobody reported has no claims.',
    params: Type.Object({ hash: blockHashParameter }),
    query: Type.Object({}, { additionalProperties: false }),
    answers: {
      'application/json': {
        schema: Type.Object({
          hash: hashSchema,
          slot: orNull(
            Type.Integer(),
            'That the summary measures from: by our chain, else as the height was judged, else by most reports; null: nobody reported it there.',
          ),
          summary: delaySummarySchema,
          claims: Type.Array(claimSchema()),
        }),
        example: {
          hash: HASH,
          slot: 134_567_890,
          summary: DELAY_SUMMARY_EXAMPLE,
          claims: [
            {
              slot: 134_567_890,
              height: 12_345_678,
              epoch: 645,
              producer: '0'.repeat(56),
              evidence: 'proven',
              reports: [{ pool: '1'.repeat(56), node: 'relay-1', delayMs: 412, receivedMs: 498 }],
            },
          ],
        },
      },
      'text/csv': {
        description: 'One row a report.',
        example: `slot,height,epoch,producer,evidence,pool,node,delay_ms,received_ms\r\n134567890,12345678,645,${'0'.repeat(56)},proven,${'1'.repeat(56)},relay-1,412,498\r\n`,
      },
    },
    errors: [reportsDropped],
    cost: 3,
    answer: async ({ params }) => {
      const hash = blockHashFrom(params.hash);
      const { claims, found } = await ofOneMoment(pool, async (tx) => {
        const read = await readReports(tx, hash);
        const surest = read.toSorted((one, other) => rank(other) - rank(one))[0];
        if (surest === undefined) {
          const [kept, of] = [await readReportsKept(tx), await epochOfBlock(tx, hash)];
          if (kept !== null && of !== null && of < kept.epoch) {
            throw reportsDropped({
              message: `the reports of epoch ${of} are dropped; they are kept from ${kept.epoch} on`,
            });
          }
          return { claims: read, found: undefined };
        }
        return { claims: read, found: (await blockReports(tx, [{ height: surest.block.height, hash }])).get(hash) };
      });
      return {
        freshness: 'moving',
        json: () => ({ hash, slot: found?.slot ?? null, summary: summaryOf(found), claims: claims.map(claimJson) }),
        csv: () => csvOf(COLUMNS, claims.flatMap(linesOf)),
      };
    },
  });

/** Where the block was judged: at the height that the surest claim says, of equal ones that of most reports. */
const rank = ({ evidence }: ReportedBlock): number => EVIDENCE.indexOf(evidence);

function claimSchema() {
  return Type.Object({
    slot: Type.Integer(),
    height: Type.Integer(),
    epoch: Type.Integer({ description: "The slot's." }),
    producer: makerSchema,
    evidence: evidenceSchema,
    reports: Type.Array(
      Type.Object({
        pool: poolSchema,
        node: Type.String({ description: 'As it calls itself; a pool may have several.' }),
        delayMs: millis("By the node's clock, as it came; null: it gave no time."),
        receivedMs: Type.Integer({ description: 'By our clock, when the report reached us.' }),
      }),
    ),
  });
}

const claimJson = ({ block: { slot, height, epoch, producer }, evidence, reports }: ReportedBlock) => ({
  slot,
  height,
  epoch,
  producer,
  evidence,
  reports: reports.map(({ reporter, delayMs, receivedMs }) => ({ ...reporter, delayMs, receivedMs })),
});

interface Line {
  readonly claim: ReportedBlock;
  readonly report: ReportedBlock['reports'][number];
}

const linesOf = (claim: ReportedBlock): Line[] => claim.reports.map((report) => ({ claim, report }));

const COLUMNS: readonly (readonly [string, (line: Line) => Cell])[] = [
  ['slot', ({ claim }) => claim.block.slot],
  ['height', ({ claim }) => claim.block.height],
  ['epoch', ({ claim }) => claim.block.epoch],
  ['producer', ({ claim }) => claim.block.producer],
  ['evidence', ({ claim }) => claim.evidence],
  ['pool', ({ report }) => report.reporter.pool],
  ['node', ({ report }) => report.reporter.node],
  ['delay_ms', ({ report }) => report.delayMs],
  ['received_ms', ({ report }) => report.receivedMs],
];
