import { type Epoch, epochPlus } from '../../../packages/domain/src/index.ts';
import { DUMPED, oldestOf } from '../epoch/size.ts';

/** How much there is, and how it is asked. Mainnet's is what counts; a small one shows that the bench works. */
export interface ApiBenchSize {
  /** with a row in each kept epoch, and in the live stake */
  readonly accounts: number;
  /** of pools' history; those of accounts before the kept ones lie in the archive */
  readonly epochs: number;
  /** of the present epoch and the one before it, each */
  readonly blocks: number;
  readonly reporters: number;
  /** heights whose reports of all nodes are kept */
  readonly reportedHeights: number;
  /** requests a second, however slowly they are answered */
  readonly rate: number;
  /** each shape is asked for so long at that rate, and once more as fast as it is answered */
  readonly seconds: number;
  /** pages that listen */
  readonly sockets: number;
  /** from a block that all of them have to the next: a channel that was drawn rests four times as long as that took */
  readonly betweenBlocksMs: number;
}

export const MAINNET: ApiBenchSize = {
  accounts: 1_300_000,
  epochs: 500,
  blocks: 21_600,
  reporters: 1_500,
  reportedHeights: 200,
  rate: 1_000,
  seconds: 10,
  sockets: 1_000,
  betweenBlocksMs: 500,
};

/** Of the rewards made by the store's own functions: two paid epochs, a forecast, and the snapshots up to the present. */
export const KEPT_PAID = 2;

export const PRESENT: Epoch = DUMPED;
/** The oldest epoch whose accounts are in PostgreSQL. */
export const KEPT_FROM: Epoch = oldestOf({ paidBefore: KEPT_PAID });

export const firstEpochOf = ({ epochs }: Pick<ApiBenchSize, 'epochs'>): Epoch => epochPlus(PRESENT, 1 - epochs);
