import type { CredentialHash, CredentialKind, Epoch, PoolId } from '@pooltool/domain';

/**
 * One line of the archive: what a credential delegated in an epoch (`stake`), or one reward it earned there. Columns of
 * the Parquet files in this order; docs/operations.md, "Archive", describes them to whoever reads the files.
 */
export interface ArchiveEntry {
  readonly credential: CredentialHash;
  readonly credentialKind: CredentialKind;
  /** active epoch of the stake, earned epoch of the reward: the same epoch */
  readonly epoch: Epoch;
  readonly entry: 'stake' | 'leader' | 'member';
  readonly pool: PoolId;
  readonly lovelace: bigint;
  /** of a reward; null for stake */
  readonly destination: 'account' | 'treasury' | 'reserves' | null;
}

/** Names and Parquet types; the rows' canonical order is theirs from left to right. */
export const ARCHIVE_COLUMNS = [
  ['credential', 'VARCHAR'],
  ['credential_kind', 'VARCHAR'],
  ['epoch', 'INTEGER'],
  ['entry', 'VARCHAR'],
  ['pool_id', 'VARCHAR'],
  ['lovelace', 'BIGINT'],
  ['destination', 'VARCHAR'],
] as const;

/** Epochs that one span may hold: every span of the next width is made of eight of the one before. */
export const SPAN_WIDTHS = [1, 8, 64] as const;
export type SpanWidth = (typeof SPAN_WIDTHS)[number];

/** By how many hex digits of the credential a span is cut into objects: some 10,000 to 80,000 rows each on mainnet. */
export const prefixDigits = (width: SpanWidth): 2 | 3 => (width === 64 ? 3 : 2);

const HEX = Array.from({ length: 16 }, (_, digit) => digit.toString(16));

/** Every prefix of so many digits, ascending; those below `within` when it is given. */
export function prefixes(digits: number, within = ''): string[] {
  if (within.length >= digits) return [within];
  return HEX.flatMap((digit) => prefixes(digits, within + digit));
}
