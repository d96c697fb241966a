import { decodeBlock } from '@pooltool/codec';
import { type Block, epochOfSlot, epochSlotOf, type Network, slotStartMs, type Transaction } from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { certificatePayload } from './certificate-payload.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type PassedOver, type PassedOverTransaction, passedOver } from './passed-over.ts';
import { inputRecord, outputRecord, transactionRecord } from './transaction-record.ts';

export interface V1Options {
  /** `include_block_cbor` */
  readonly cbor: boolean;
  /** `include_transaction_details` */
  readonly details: boolean;
  readonly network: Network;
  /** the Fingerprint filter; default true */
  readonly fingerprints?: boolean;
}

/**
 * The events of one block as Oura v1.9.4 posts them with the old backend's selection (chain-input.md 1.1 to 1.6), in order:
 * Block, then of each transaction itself, its inputs, outputs and certificates, then BlockEnd. Integers beyond 2^53 are
 * bigints: write an event with `stringifyLossless`. What PoolTool has no use for (metadata, other assets, datums,
 * scripts, signatures) is written as if the block had none.
 *
 * @param bytes `[era, block]`
 */
export function v1EventsOf(bytes: Uint8Array, options: V1Options): JsonObject[] {
  const { byron } = options.network;
  const block = decodeBlock(bytes, byron === null ? {} : { byronEpochSlots: byron.epochLength });
  const more = passedOver(bytes);
  const write = eventWriter(block, options);
  const record = blockRecord(block, more, { bytes, ...options });
  return [
    write({ variant: 'Block', key: 'block', payload: record, hashed: block.hash }),
    ...block.transactions.flatMap((transaction, index) =>
      transactionEvents(transaction, { more: beside(more, index), write, byron: block.era === 'byron', options }),
    ),
    write({ variant: 'BlockEnd', key: 'block_end', payload: record, hashed: block.hash }),
  ];
}

interface Told {
  readonly variant: string;
  readonly key: string;
  readonly payload: JsonObject;
  /** what its fingerprint is made of */
  readonly hashed: string;
  /** of the event's context, what is not null */
  readonly place?: JsonObject;
}

const NOWHERE = {
  tx_idx: null,
  tx_hash: null,
  input_idx: null,
  output_idx: null,
  output_address: null,
  certificate_idx: null,
};

function eventWriter({ hash, height, slot }: Block, { network, fingerprints = true }: V1Options) {
  const seconds = Math.floor(slotStartMs(network, slot) / 1000);
  const ofBlock = { block_hash: hash, block_number: height, slot, timestamp: seconds, ...NOWHERE };
  return ({ variant, key, payload, hashed, place = {} }: Told): JsonObject => ({
    context: { ...ofBlock, ...place },
    [key]: payload,
    fingerprint: fingerprints ? fingerprintOf(variant, slot, hashed) : null,
    variant,
    timestamp: seconds * 1000,
  });
}

function blockRecord(
  block: Block,
  more: PassedOver,
  { bytes, cbor, details, network }: V1Options & { readonly bytes: Uint8Array },
): JsonObject {
  const byron = block.era === 'byron';
  return {
    era: `${block.era.charAt(0).toUpperCase()}${block.era.slice(1)}`,
    epoch: epochOfSlot(network, block.slot),
    epoch_slot: epochSlotOf(network, block.slot),
    body_size: block.bodySize,
    issuer_vkey: more.issuerKey,
    vrf_vkey: more.vrfKey,
    tx_count: block.transactions.length,
    slot: block.slot,
    hash: block.hash,
    number: block.height,
    previous_hash: block.parentHash ?? '',
    cbor_hex: cbor ? toHex(bytes) : null,
    transactions: details
      ? block.transactions.map((one, index) => transactionRecord(one, beside(more, index), { details, byron, network }))
      : null,
  };
}

function transactionEvents(
  transaction: Transaction,
  {
    more,
    write,
    byron,
    options,
  }: {
    more: PassedOverTransaction;
    write: ReturnType<typeof eventWriter>;
    byron: boolean;
    options: V1Options;
  },
): JsonObject[] {
  const { id, index, inputs, outputs, certificates } = transaction;
  const place = { tx_idx: index, tx_hash: id };
  const record = transactionRecord(transaction, more, { ...options, byron });
  return [
    write({ variant: 'Transaction', key: 'transaction', payload: record, hashed: id, place }),
    ...inputs.map((input, at) =>
      write({
        variant: 'TxInput',
        key: 'tx_input',
        payload: inputRecord(input),
        hashed: `${id}${at}`,
        place: { ...place, input_idx: at },
      }),
    ),
    ...outputs.map((output, at) =>
      write({
        variant: 'TxOutput',
        key: 'tx_output',
        payload: outputRecord(output, { byron }),
        hashed: `${id}${at}`,
        place: { ...place, output_idx: at },
      }),
    ),
    ...certificates.flatMap((certificate) => {
      const told = certificatePayload(certificate, options.network);
      if (told === null) return [];
      const at = certificate.index;
      return [write({ ...told, hashed: `${id}${at}`, place: { ...place, certificate_idx: at } })];
    }),
  ];
}

function beside({ transactions }: PassedOver, index: number): PassedOverTransaction {
  const one = transactions[index];
  if (one === undefined)
    throw new Error(`the block has ${transactions.length} transactions and no transaction ${index}`);
  return one;
}
