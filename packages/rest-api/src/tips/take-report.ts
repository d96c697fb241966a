import type { Network } from '@pooltool/domain';
import { unixMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { KeyBook } from '@pooltool/store/keys';
import type { Gathering } from './gather-reports.ts';
import { nodeNames } from './node-names.ts';
import { isRefusal, readClaimant, readTip } from './read-report.ts';
import { REFUSALS, type Refusal } from './refusals.ts';
import { refusalOfKey } from './refuse-key.ts';
import { type ReportAllowances, reportLimits } from './report-limits.ts';

export interface IntakeParts {
  readonly network: Network;
  readonly clock: Clock;
  readonly keys: () => KeyBook;
  readonly gathering: Pick<Gathering, 'add'>;
  readonly allowances: ReportAllowances;
  /** told of what nobody declared: a mistake in the program. That reports cannot be stored is told by the gathering. */
  readonly onFailure: (error: unknown) => void;
}

export interface Sent {
  readonly body: string;
  readonly ip: string;
}

/** Takes a report, or says why not; null: it is safe. Never throws. */
export function intakeOf({ network, clock, keys, gathering, allowances, onFailure }: IntakeParts) {
  const limits = reportLimits(allowances);
  const nameOf = nodeNames();

  return async ({ body, ip }: Sent): Promise<Refusal | null> => {
    const nowMs = clock.now();
    const addressWaits = limits.ofAddress(ip, nowMs);
    if (addressWaits > 0) return REFUSALS.tooMany('address', addressWaits);
    try {
      const claimant = readClaimant(body);
      if (isRefusal(claimant)) return claimant;
      const verdict = keys().judge(claimant.key, claimant.pool);
      if (verdict.kind !== 'allowed') return refusalOfKey(verdict, claimant);
      const tip = readTip(claimant.fields, { network, nowMs });
      if (isRefusal(tip)) return tip;
      const node = nameOf(verdict.pool, claimant.node, ip, nowMs);
      const nodeWaits = limits.ofNode(`${verdict.keyHash} ${verdict.pool} ${node}`, nowMs);
      if (nodeWaits > 0) return REFUSALS.tooMany('node', nodeWaits);
      await gathering.add({ ...tip, reporter: { pool: verdict.pool, node }, receivedAt: unixMs(nowMs) });
      return null;
    } catch (error) {
      if (poolToolErrorIn(error)?.disposition === 'retry') return REFUSALS.busy;
      onFailure(error);
      return REFUSALS.failed;
    }
  };
}
