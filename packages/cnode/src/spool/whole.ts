/** A file of the dump folder as one look found it. */
export interface Look {
  readonly name: string;
  /** the file itself, whatever its name: inode and time of birth; null where the file system does not tell */
  readonly identity: string | null;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A look and since when it has looked so. */
export type Sighting = Look & { readonly sinceMs: number };

export interface Judged {
  /** dumps that are whole: nobody writes to them any more */
  readonly whole: readonly Look[];
  /** to be handed in with the next look */
  readonly sightings: readonly Sighting[];
  /** until the next dump may count as whole; null when none waits for it */
  readonly nextMs: number | null;
}

export const isDump = ({ name }: { readonly name: string }): boolean => name.endsWith('.cbor') && !name.startsWith('.');

/**
 * Which dumps may be taken: a half-written one must not be. One that stood there under another name before was renamed
 * by a writer who had finished it; any other has to keep its size and time of change for `settleMs`.
 */
export function judgeWhole(
  looks: readonly Look[],
  { before, nowMs, settleMs }: { before: readonly Sighting[]; nowMs: number; settleMs: number },
): Judged {
  const sightings = looks.map((look) => ({ ...look, sinceMs: sameAsBefore(look, before)?.sinceMs ?? nowMs }));
  const waits = sightings
    .filter(isDump)
    .map((one) => ({ one, leftMs: wasRenamed(one, before) ? 0 : one.sinceMs + settleMs - nowMs }));
  const whole = waits.filter(({ leftMs }) => leftMs <= 0).map(({ one }) => one);
  const left = waits.map(({ leftMs }) => leftMs).filter((leftMs) => leftMs > 0);
  return { whole, sightings, nextMs: left.length === 0 ? null : Math.min(...left) };
}

const sameAsBefore = ({ name, identity, bytes, modifiedMs }: Look, before: readonly Sighting[]) =>
  before.find(
    (one) => one.name === name && one.identity === identity && one.bytes === bytes && one.modifiedMs === modifiedMs,
  );

const wasRenamed = ({ name, identity }: Look, before: readonly Sighting[]): boolean =>
  identity !== null && before.some((one) => one.identity === identity && one.name !== name && !isDump(one));
