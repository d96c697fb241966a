import { credentialText, type StakeHistorySubject, subjectOf } from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import type { Drawing, Part } from '../drawing.ts';
import { family } from '../family.ts';
import { isWatched, needingArchive, readShown, type ShownHistories, singleText } from '../stake-history/read-shown.ts';
import { stakeRecord } from '../stake-history/stake-record.ts';

/**
 * A watched key's history. An epoch is a part of its own, marked and drawn by itself: of six hundred, one or two change at
 * a boundary, and only their rows are read.
 */
export const stakeHistory = family({
  kind: 'stake_hist',
  // A whole history is hundreds of records.
  weight: (text) => (text.includes('/') ? 1 : 80),
  read: subjectOf.stakeHistory,
  credentials: needingArchive,
  load: readShown,
  draw: drawStakeHistory,
});

/**
 * The records by epoch, and up to where they are final: 0 where nothing is yet, so that a delegator without a history has an
 * empty one. Of a key that is not watched (any more) nothing stands there; unless it is the other kind with the same bytes
 * that is: the path is that one's.
 */
export function drawStakeHistory({ credential, part }: StakeHistorySubject, shown: ShownHistories): Drawing {
  const path = `stake_hist/${credential.hash}`;
  const partOf = (name: string | number, value: JsonValue | null): Part => ({
    // Marked by itself or drawn with the whole, it is remembered as the same.
    name: part === null ? `${name}` : '',
    values: new Map([[`${path}/${name}`, value]]),
  });
  const watched = isWatched(shown.watched, credential);
  if (!watched && shown.watched.has(credential.hash)) return [];
  if (part === 'pivotedToEpoch') return [partOf(part, watched ? (shown.through ?? 0) : null)];
  const whole = shown.whole.get(credentialText(credential));
  const recordIn = (of: NonNullable<typeof part>): JsonValue | null => {
    const found = watched && (whole === undefined ? shown.single.get(singleText(credential, of)) : whole.get(of));
    return found ? stakeRecord(found) : null;
  };
  if (part !== null) return [partOf(part, recordIn(part))];
  return [
    ...shown.epochs.map((of) => partOf(of, recordIn(of))),
    partOf('pivotedToEpoch', watched ? (shown.through ?? 0) : null),
  ];
}
