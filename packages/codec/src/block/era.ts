import type { Era } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';

/** The number in front of a block: 0 is a Byron boundary block, 1 a Byron block. */
export const ERA_OF_TAG: readonly Era[] = [
  'byron',
  'byron',
  'shelley',
  'allegra',
  'mary',
  'alonzo',
  'babbage',
  'conway',
];

export const BOUNDARY_TAG = 0;
export const BYRON_TAG = 1;
const ALONZO_TAG = 5;
const BABBAGE_TAG = 6;

/** TPraos headers carry two VRF results and flat certificate fields, Praos headers one result and nested fields. */
export const hasPraosHeader = (tag: number): boolean => tag >= BABBAGE_TAG;

/** Alonzo brought scripts that can fail, and with them the list of the transactions that did. */
export const listsFailedTransactions = (tag: number): boolean => tag >= ALONZO_TAG;

export function readEraTag(reader: CborReader): { tag: number; era: Era } {
  const tag = reader.uintNumber();
  const era = ERA_OF_TAG[tag];
  if (era === undefined) throw reader.fail('an era from 0 (Byron boundary) to 7 (Conway)', `era ${tag}`);
  return { tag, era };
}
