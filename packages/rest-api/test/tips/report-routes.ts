import type { Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { type KeyBook, keyBook } from '@pooltool/store/keys';
import type { TipInbox } from '@pooltool/tip-inbox';
import type { PostRoute } from '../../src/post-route.ts';
import { type GatheringParts, gatherReports } from '../../src/tips/gather-reports.ts';
import { sendstatsRoutes } from '../../src/tips/sendstats-route.ts';
import { type IntakeParts, intakeOf } from '../../src/tips/take-report.ts';

export interface ReportRoutes {
  readonly routes: readonly PostRoute[];
  /** what became of each report */
  readonly outcomes: string[];
  readonly failures: unknown[];
}

interface Given
  extends Partial<Pick<IntakeParts, 'allowances'>>,
    Partial<Pick<GatheringParts, 'mostWaiting' | 'patienceMs'>> {
  readonly clock: Clock;
  readonly network: Network;
  readonly inbox: Pick<TipInbox, 'put'>;
  readonly keys?: () => KeyBook;
}

const NOBODY = keyBook([], new Map());

/** Intake as the daemon puts it together; nobody has a key, and nobody is limited, unless the test says so. */
export function reportRoutes(given: Given): ReportRoutes {
  const { clock, network, inbox, keys = () => NOBODY, mostWaiting = 10_000, patienceMs = 0 } = given;
  const many = { perSecond: 1_000_000, burst: 1_000_000 };
  const outcomes: string[] = [];
  const failures: unknown[] = [];
  const gathering = gatherReports({
    inbox,
    clock,
    mostWaiting,
    patienceMs,
    onFailure: (error) => void failures.push(error),
  });
  const take = intakeOf({
    network,
    clock,
    keys,
    gathering,
    allowances: given.allowances ?? { perNode: many, perAddress: many },
    onFailure: (error) => void failures.push(error),
  });
  return { routes: sendstatsRoutes({ take, count: (outcome) => void outcomes.push(outcome) }), outcomes, failures };
}
