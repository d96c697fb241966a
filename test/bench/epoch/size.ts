import { type Epoch, epoch, epochPlus } from '../../../packages/domain/src/index.ts';

/** How large an epoch is made. Mainnet's is the one whose figures count; a small one shows that the bench works. */
export interface BenchSize {
  readonly accounts: number;
  /** earned epochs paid before the measured one; their snapshots and those since are there as well */
  readonly paidBefore: number;
  /** epochs that lie in the archive already when a key's history is read */
  readonly archivedBefore: number;
  /** accounts that people follow */
  readonly watched: number;
}

export const MAINNET: BenchSize = { accounts: 1_300_000, paidBefore: 12, archivedBefore: 200, watched: 10_000 };

/** The epoch of the dump that arrives; what it brings is of the epochs around it (domain/calendar/epoch-roles.ts). */
export const DUMPED: Epoch = epoch(520);

/** Paid at the boundary, and the newest that was paid before it. */
export const PAID: Epoch = epochPlus(DUMPED, -2);
export const PAID_BEFORE: Epoch = epochPlus(PAID, -1);

/** The oldest epoch with a snapshot and paid rewards in PostgreSQL: the one that is archived. */
export const oldestOf = ({ paidBefore }: Pick<BenchSize, 'paidBefore'>): Epoch => epochPlus(DUMPED, -2 - paidBefore);
