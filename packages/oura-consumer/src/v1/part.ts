import type { Certificate, TransactionId, TransactionInput, TransactionOutput } from '@pooltool/domain';
import { countOf, wrongField } from '../reading-fields.ts';
import type { BlockRecord } from './block-record.ts';
import { isCertificate, readCertificate } from './certificate.ts';
import type { PartEvent } from './event.ts';
import {
  readInput,
  readOutput,
  readTransactionRecord,
  type ToldTransaction,
  transactionIdOf,
} from './transaction-record.ts';
import { payloadKeyOf } from './variants.ts';

/** What one event between Block and BlockEnd adds to its block. */
export type Part = { readonly transactionIndex: number; readonly transactionId: TransactionId } & (
  | { readonly kind: 'transaction'; readonly transaction: ToldTransaction }
  | { readonly kind: 'input'; readonly index: number; readonly input: TransactionInput }
  | { readonly kind: 'output'; readonly index: number; readonly output: TransactionOutput }
  | { readonly kind: 'certificate'; readonly index: number; readonly certificate: Certificate }
);

/** The part's natural key within its block: an event that comes again is the same part. */
export const partKey = (part: Part): string =>
  `${part.kind}/${part.transactionIndex}/${part.kind === 'transaction' ? '' : part.index}`;

/**
 * Null for an event that tells nothing PoolTool keeps (assets, metadata, scripts, witnesses, collateral).
 * @throws POOLTOOL_EVENT_UNREADABLE naming the field
 */
export function readPart({ variant, context, payload }: PartEvent, { era }: Pick<BlockRecord, 'era'>): Part | null {
  const key = payloadKeyOf(variant);
  const transaction = () => ({
    transactionIndex: countOf('context.tx_idx', context['tx_idx']),
    transactionId: transactionIdOf('context.tx_hash', context['tx_hash']),
  });
  if (isCertificate(variant)) {
    const index = countOf('context.certificate_idx', context['certificate_idx']);
    return { kind: 'certificate', ...transaction(), index, certificate: readCertificate(variant, payload, index) };
  }
  switch (variant) {
    case 'Transaction': {
      const place = transaction();
      const record = readTransactionRecord(key, payload, { era });
      if (record.id !== place.transactionId) throw wrongField(`${key}.hash`, 'context.tx_hash', record.id);
      return { kind: 'transaction', ...place, transaction: record };
    }
    case 'TxInput': {
      const index = countOf('context.input_idx', context['input_idx']);
      return { kind: 'input', ...transaction(), index, input: readInput(key, payload) };
    }
    case 'TxOutput': {
      const index = countOf('context.output_idx', context['output_idx']);
      return { kind: 'output', ...transaction(), index, output: readOutput(key, payload) };
    }
    default:
      return null;
  }
}
