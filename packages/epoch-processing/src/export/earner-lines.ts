import { CREDENTIAL_TAG } from '@pooltool/domain';
import { ownerShares } from '@pooltool/domain/rewards';
import type { EarnedLeaderShare } from '@pooltool/store';

/** RFC 4180: lines end with CR LF, the header's too. Names are those clients have always seen. */
export const EXPORT_HEADER = '"stake_address","epoch","poolid","stake","stake_rewards","operator_rewards"\r\n';

/** The same in Parquet. */
export const EXPORT_COLUMNS = [
  ['stake_address', 'VARCHAR'],
  ['epoch', 'INTEGER'],
  ['poolid', 'VARCHAR'],
  ['stake', 'BIGINT'],
  ['stake_rewards', 'BIGINT'],
  ['operator_rewards', 'BIGINT'],
] as const;

/** How a credential's figures differ from the plain sums of its member and leader rewards; lovelace. */
interface Correction {
  readonly stakeRewards: bigint;
  readonly operatorRewards: bigint;
}

export type Corrections = ReadonlyMap<string, Correction>;

/**
 * What the website shows is not what the ledger books (original.md 3.3): of a leader reward only the fee is the operator's,
 * the rest is what the owners' stake earned. It shows in the account that is paid and, when that is another, in the
 * owner's row as well. Some thousand credentials an epoch.
 */
export function ownersCorrections(shares: readonly EarnedLeaderShare[]): Corrections {
  const corrections = new Map<string, Correction>();
  const add = (key: string, { stakeRewards, operatorRewards }: Correction): void => {
    const before = corrections.get(key) ?? { stakeRewards: 0n, operatorRewards: 0n };
    corrections.set(key, {
      stakeRewards: before.stakeRewards + stakeRewards,
      operatorRewards: before.operatorRewards + operatorRewards,
    });
  };
  for (const { account, ...share } of shares) {
    const owners = ownerShares(share);
    const shared = owners.reduce((sum, owner) => sum + owner.share, 0n);
    add(keyOf(account.hash, account.tag), { stakeRewards: shared, operatorRewards: -shared });
    for (const { owner, share: part } of owners) {
      if (owner !== account.hash) add(keyOf(owner, CREDENTIAL_TAG.key), { stakeRewards: part, operatorRewards: 0n });
    }
  }
  return corrections;
}

/** Hex digits of a hash. */
const DIGITS = 56;

/** A line of `copyEarners` as a line of the export. Nearly all only change their quotes, and cost no more than that. */
export function exportLine(
  line: string,
  { earned, corrections }: { earned: number; corrections: Corrections },
): string {
  const credential = line.slice(0, DIGITS + ',0'.length);
  const poolAt = credential.length + 1;
  const stakeAt = line.indexOf(',', poolAt) + 1;
  const pool = stakeAt - 1 === poolAt ? 'None' : line.slice(poolAt, stakeAt - 1);
  const correction = corrections.get(credential);
  const amounts = correction === undefined ? line.slice(stakeAt) : corrected(line.slice(stakeAt), correction);
  return `"${line.slice(0, DIGITS)}","${earned}","${pool}",${amounts}\r\n`;
}

/**
 * Puts a few sorted lines where they belong among many, which come sorted and some at a time. Lines begin with digits of one
 * length, so they sort as their credentials do.
 */
export function amongSorted(few: readonly string[]) {
  let placed = 0;
  return {
    /** The lines, and those of the few that come before the last of them. */
    placedIn(lines: readonly string[]): readonly string[] {
      const last = lines.at(-1) ?? '';
      const from = placed;
      while ((few[placed] ?? last) < last) placed += 1;
      return placed === from ? lines : [...lines, ...few.slice(from, placed)].sort();
    },
    /** Those that come after all lines. */
    rest: (): readonly string[] => few.slice(placed),
  };
}

function corrected(amounts: string, { stakeRewards, operatorRewards }: Correction): string {
  const [stake = '', members = '', leaders = ''] = amounts.split(',');
  return `${stake},${BigInt(members) + stakeRewards},${BigInt(leaders) + operatorRewards}`;
}

/** As a line begins: the hash, and the tag of its kind. */
const keyOf = (hash: string, tag: number): string => `${hash},${tag}`;
