import type { Log } from '@pooltool/shared-utils/log';
import type { Metrics } from '@pooltool/shared-utils/metrics';
import { readVerificationChange, type VerificationChange } from '@pooltool/store/verifications';

/**
 * Logs and counts what became of verifications, as the transactions announce it that changed them; calls `unknown` when
 * one waits for somebody to say who paid.
 */
export function changeTeller({
  log,
  metrics,
  unknown,
}: {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly unknown: () => void;
}): (payload: string) => void {
  const changes = metrics.counter({
    name: 'verification_changes_total',
    says: 'Verifications that came to be in a state; undone: what was verified is not any more',
    labels: ['state'],
  });

  return (payload) => {
    const change = readVerificationChange(payload);
    if (change === null) return;
    const event = eventOf(change);
    changes.inc({ state: event });
    const { id: verification, was, state, proof } = change;
    switch (event) {
      case 'verified':
        log.info({ verification, proof }, 'verification.verified');
        break;
      case 'undone':
        log.warn({ verification, state }, 'verification.undone');
        break;
      case 'expired':
        log.info({ verification }, 'verification.expired');
        break;
      case 'payer-unknown':
        unknown();
        break;
      case 'pending':
        log.info({ verification, was }, 'verification.pending-again');
        break;
    }
  };
}

const eventOf = ({ was, state }: VerificationChange): VerificationChange['state'] | 'undone' =>
  was === 'verified' && state !== 'verified' ? 'undone' : state;
