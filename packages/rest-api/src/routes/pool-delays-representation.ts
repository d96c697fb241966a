import type { HeardBlock, ProducedBlock } from '@pooltool/store/tips';
import { Type } from 'typebox';
import type { Cell } from '../conventions/csv.ts';
import { hashSchema, millis, poolSchema } from './block-schemas.ts';
import { delaySummarySchema, type ShownSummary, SUMMARY_COLUMNS } from './delay-summary.ts';

const PLACE = {
  height: Type.Integer(),
  hash: hashSchema,
  slot: Type.Integer(),
  epoch: Type.Integer(),
};

type Columns<Row> = readonly (readonly [string, (row: Row) => Cell])[];

const PLACE_COLUMNS: Columns<Pick<ProducedBlock, 'height' | 'hash' | 'slot' | 'epoch'>> = [
  ['height', ({ height }) => height],
  ['hash', ({ hash }) => hash],
  ['slot', ({ slot }) => slot],
  ['epoch', ({ epoch }) => epoch],
];

/** Strict, so that a block is of one side only. */
export const producedSchema = () =>
  Type.Object({ ...PLACE, summary: delaySummarySchema }, { additionalProperties: false });

export interface ShownProduced extends Omit<ProducedBlock, 'producer'> {
  readonly summary: ShownSummary;
}

export const PRODUCED_COLUMNS: Columns<ShownProduced> = [
  ...PLACE_COLUMNS,
  ...SUMMARY_COLUMNS.map(([name, of]) => [name, ({ summary }: ShownProduced) => of(summary)] as const),
];

export const heardSchema = () =>
  Type.Object(
    {
      ...PLACE,
      producer: poolSchema,
      medianMs: millis('Of all nodes that reported the block within ±5 s; null: none did.'),
      nodes: Type.Array(
        Type.Object({
          node: Type.String(),
          delayMs: millis("By the node's clock, as it came; null: it gave no time."),
          receivedMs: Type.Integer({ description: 'By our clock, when the report reached us.' }),
        }),
        { description: 'Of the pool, by name; at most the 64 that were last heard of.' },
      ),
    },
    { additionalProperties: false },
  );

export const HEARD_EXAMPLE = {
  height: 12_345_678,
  hash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
  slot: 134_567_890,
  epoch: 645,
  producer: '0'.repeat(56),
  medianMs: 430,
  nodes: [
    { node: 'relay-1', delayMs: 412, receivedMs: 498 },
    { node: 'relay-2', delayMs: 420, receivedMs: 510 },
  ],
};

interface HeardLine {
  readonly block: HeardBlock;
  /** undefined: no node reported it */
  readonly node: HeardBlock['nodes'][number] | undefined;
}

export const heardLines = (block: HeardBlock): HeardLine[] =>
  block.nodes.length === 0 ? [{ block, node: undefined }] : block.nodes.map((node) => ({ block, node }));

export const HEARD_COLUMNS: Columns<HeardLine> = [
  ...PLACE_COLUMNS.map(([name, of]) => [name, ({ block }: HeardLine) => of(block)] as const),
  ['producer', ({ block }) => block.producer],
  ['median_ms', ({ block }) => block.medianMs],
  ['node', ({ node }) => node?.node],
  ['delay_ms', ({ node }) => node?.delayMs],
  ['received_ms', ({ node }) => node?.receivedMs],
];
