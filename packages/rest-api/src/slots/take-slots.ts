import {
  type Epoch,
  epochAtTime,
  epochPlus,
  InvalidValue,
  type Network,
  type PoolId,
  type SlotCommitment,
  slotAtTime,
  slotCommitment,
  slotsOfEpoch,
  unixMs,
} from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { commitSlots, revealSlots } from '@pooltool/store';
import type { KeyBook } from '@pooltool/store/keys';
import { isRefusal, readClaimant } from '../tips/read-report.ts';
import { REFUSALS } from '../tips/refusals.ts';
import { refusalOfKey } from '../tips/refuse-key.ts';
import { type Fields, fieldOf, hexIn, naturalIn, textIn } from '../tips/report-fields.ts';
import { committedText, revealedText, type Said } from './slot-texts.ts';

export interface SlotsParts {
  readonly pool: Pool;
  readonly network: Network;
  readonly clock: Clock;
  readonly keys: () => KeyBook;
  /** told of what is our fault */
  readonly onFailure: (error: unknown) => void;
}

/** What a sender is told: `statusCode` stands inside the old envelope. */
export interface SlotsAnswer {
  readonly statusCode: number;
  readonly message: string;
}

/** Slots a pool commits to for the present epoch, and those of the epoch before that it reveals. Never throws. */
export function slotsIntakeOf(parts: SlotsParts) {
  const { network, clock, keys, onFailure } = parts;
  return async (body: string): Promise<SlotsAnswer> => {
    try {
      const claimant = readClaimant(body);
      if (isRefusal(claimant)) return { statusCode: claimant.status, message: claimant.message };
      const verdict = keys().judge(claimant.key, claimant.pool);
      if (verdict.kind !== 'allowed') {
        return { statusCode: 401, message: refusalOfKey(verdict, claimant).message };
      }
      const asked = readSlots(claimant.sent, network, epochAtTime(network, unixMs(clock.now())));
      return 'statusCode' in asked ? asked : await record(asked, verdict.pool, parts);
    } catch (error) {
      onFailure(error);
      return poolToolErrorIn(error)?.disposition === 'retry'
        ? { statusCode: 503, message: 'nothing may have been stored: our storage does not answer; send it again' }
        : { statusCode: REFUSALS.failed.status, message: 'the slots were not stored because of a fault on our side' };
    }
  };
}

interface SlotsAsked {
  /** the present one */
  readonly epoch: Epoch;
  readonly commitment: SlotCommitment | null;
  /** of the epoch before, as it came: the hash is of this very text */
  readonly revealed: string | null;
}

function readSlots(sent: Fields, network: Network, present: Epoch): SlotsAsked | SlotsAnswer {
  const refuse = (message: string): SlotsAnswer => ({ statusCode: 400, message });
  const epoch = naturalIn(sent, 'epoch');
  if (epoch === null) return refuse('epoch is missing or no whole number');
  if (epoch !== present)
    return refuse(`epoch is ${epoch}, and now is epoch ${present} of ${network.name}: is your node in sync?`);
  const prevSlots = fieldOf(sent, 'prevSlots') ?? null;
  if (prevSlots !== null && typeof prevSlots !== 'string') {
    return refuse('prevSlots must be a text such as "[107308799,107315522]"; for no slots "[]"');
  }
  const commitment = commitmentIn(sent, network, present);
  if (typeof commitment === 'string') return refuse(commitment);
  return { epoch: present, commitment, revealed: prevSlots };
}

/** @returns a text: what is wrong; null: nothing is committed to */
function commitmentIn(sent: Fields, network: Network, epoch: Epoch): SlotCommitment | string | null {
  const [count, hash] = [textIn(sent, 'slotQty'), textIn(sent, 'hash')];
  if (count === null && hash === null) return null;
  if (count === null || hash === null) return 'slotQty and hash belong together: one of them is missing';
  const quantity = naturalIn(sent, 'slotQty');
  if (quantity === null) return `slotQty must be a whole number, not ${JSON.stringify(count.slice(0, 40))}`;
  const lower = hexIn(sent, 'hash', 32);
  if (lower === null) return 'hash must be the 64 hex characters of blake2b-256 of the slots';
  try {
    return slotCommitment({ count: quantity, hash: lower }, slotsOfEpoch(network, epoch));
  } catch (error) {
    if (error instanceof InvalidValue) return error.message;
    throw error;
  }
}

/** Each part stands on its own: who cannot reveal has still committed. */
async function record(
  { epoch, commitment, revealed }: SlotsAsked,
  pool: PoolId,
  { pool: database, network, clock }: SlotsParts,
): Promise<SlotsAnswer> {
  const present = slotAtTime(network, unixMs(clock.now()));
  const said: Said[] = [];
  if (revealed !== null) {
    const of = epochPlus(epoch, -1);
    const outcome = await inTransaction(database, (tx) =>
      revealSlots(tx, { network, pool, epoch: of, text: revealed, present }),
    );
    said.push(revealedText(outcome, of));
  }
  if (commitment !== null) {
    const outcome = await inTransaction(database, (tx) =>
      commitSlots(tx, { network, pool, epoch, commitment, present }),
    );
    said.push(committedText(outcome, epoch, commitment));
  }
  const message = said.map(({ text }) => text).join(' ');
  return { statusCode: said.every(({ done }) => done) ? 200 : 400, message };
}
