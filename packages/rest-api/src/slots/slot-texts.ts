import type { Epoch, RevealRefusal, SlotCommitment } from '@pooltool/domain';
import type { CommitOutcome, RevealOutcome } from '@pooltool/store';

export interface Said {
  readonly done: boolean;
  readonly text: string;
}

const done = (text: string): Said => ({ done: true, text });
const refused = (text: string): Said => ({ done: false, text });

/** What a commitment came to, in words for the log of whoever sent it. */
export function committedText(outcome: CommitOutcome, epoch: Epoch, { count, hash }: SlotCommitment): Said {
  switch (outcome.kind) {
    case 'committed':
      return done(`Epoch ${epoch}: committed to ${count} slots with hash ${hash}.`);
    case 'known':
      return done(`Epoch ${epoch}: ${count} slots with hash ${hash} were committed to before.`);
    case 'other-stands':
      return refused(
        `Epoch ${epoch}: slots are committed to once an epoch, and ${outcome.standing.count} slots with hash ${outcome.standing.hash} stand; nothing was changed.`,
      );
    case 'closed':
      return refused(
        `Epoch ${epoch}: slots are committed to in the first fifth of an epoch, until slot ${outcome.open.to}; that is over.`,
      );
  }
}

/** What a reveal came to. */
export function revealedText(outcome: RevealOutcome, epoch: Epoch): Said {
  switch (outcome.kind) {
    case 'revealed':
      return done(`Epoch ${epoch}: ${outcome.count} slots verified; performance is told an hour into the epoch after.`);
    case 'known':
      return done(`Epoch ${epoch}: ${outcome.count} slots were verified before.`);
    case 'not-committed':
      return refused(`Epoch ${epoch}: nothing was committed to, so slots cannot be verified.`);
    case 'closed':
      return refused(
        `Epoch ${epoch}: slots are revealed in the first fifth of the epoch after, until slot ${outcome.open.to}; that is over.`,
      );
    case 'refused':
      return refused(`Epoch ${epoch}: ${whyRefused(outcome)}.`);
  }
}

function whyRefused(refusal: RevealRefusal): string {
  switch (refusal.why) {
    case 'not-a-list':
      return 'prevSlots is not a list of slots such as "[107308799,107315522]"; for no slots it is "[]"';
    case 'other-count':
      return `expected ${refusal.committed} slots and got ${refusal.revealed}`;
    case 'other-hash':
      return `expected slots with hash ${refusal.committed} and got some with ${refusal.revealed}`;
    case 'no-hash-committed':
      return 'the commitment has no hash to verify the slots with';
    case 'not-ascending':
      return `slot ${refusal.slot} does not come after the one before it`;
    case 'outside-epoch':
      return `slot ${refusal.slot} is not in that epoch`;
  }
}
