import type { Clock } from '@pooltool/shared-utils/clock';
import { stringifyLossless } from '@pooltool/shared-utils/json';
import { prepareBody } from './prepared-body.ts';

interface KeptParts {
  readonly clock: Pick<Clock, 'now'>;
  /** another text when what is made may be another one; cheap */
  readonly version: () => Promise<string>;
  readonly make: () => Promise<unknown>;
  /** the version is looked at so often at most */
  readonly lookEveryMs: number;
  /** and what it does not tell of is shown after this at the latest */
  readonly oldestMs: number;
}

interface Kept {
  readonly body: Buffer;
  readonly version: string;
  readonly madeAtMs: number;
  readonly lookedAtMs: number;
}

/** Of such times between two looks: what nobody asked about for longer is not shown any more. */
const STILL_SHOWN = 5;

/** `patient`: gets what was looked at since he asked, or less than `lookEveryMs` before: neither the one before nor one whose look began earlier. */
type KeptBody = (how?: { readonly patient: boolean }) => Promise<Buffer>;

/**
 * A JSON body made once for all who ask while it holds. Who finds that it is time waits for the look, and for another one where it has to
 * be made; whoever asks meanwhile gets the one before, or waits too where that was last looked at long ago: a list that takes half a second
 * keeps one page waiting, not hundreds. A making that fails is told to those who wait, and the next one who asks begins anew.
 */
export function keepBody({ clock, version, make, lookEveryMs, oldestMs }: KeptParts): KeptBody {
  let kept: Kept | null = null;
  let underWay: Promise<Buffer> | null = null;

  async function renew(): Promise<Buffer> {
    const now = clock.now();
    // Looked at before it is made: what changes in between makes it once more.
    const current = await version();
    if (kept !== null && kept.version === current && now - kept.madeAtMs < oldestMs) {
      kept = { ...kept, lookedAtMs: now };
      return kept.body;
    }
    const body = prepareBody(stringifyLossless(await make()));
    // The same content stays the same buffer, with what was compressed of it.
    const same = kept?.body.equals(body) === true ? kept.body : body;
    kept = { body: same, version: current, madeAtMs: now, lookedAtMs: now };
    return same;
  }

  return async ({ patient } = { patient: false }) => {
    // Its look may be of before what he was told of; whether it fails is for those who wait for it.
    if (patient) await underWay?.catch(() => {});
    const shownFor = underWay === null || patient ? lookEveryMs : STILL_SHOWN * lookEveryMs;
    if (kept !== null && clock.now() - kept.lookedAtMs < shownFor) return kept.body;
    underWay ??= renew().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}
