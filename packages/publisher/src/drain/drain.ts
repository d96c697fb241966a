import { DOCUMENT_KINDS, type DocumentKind, type Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import { archiveShardMissing, archiveShardWrong, inEpochSnapshot } from '@pooltool/store';
import { type Archive, type ArchivedEntries, NOTHING_ARCHIVED } from '@pooltool/store/archive';
import { documentKeyText, type TakenMark, takeMarks } from '@pooltool/store/documents';
import { FAMILIES, PROGRESS_KINDS } from '../families.ts';
import type { DocumentFamily } from '../family.ts';
import { type DrawnDocument, drawDocuments, type Refused } from './drawn-document.ts';
import { withKeptPromises } from './kept-promises.ts';
import { publishDocuments } from './publish-documents.ts';
import type { Sinks } from './sinks.ts';

export interface DrainParts {
  readonly pool: Pool;
  readonly network: Network;
  /** where the rows of old epochs lie */
  readonly archive: Archive;
  readonly sinks: Sinks;
  readonly clock: Clock;
  readonly log: Log;
  /** told of every chunk that is written and cleared */
  readonly observe: (published: Published) => void;
}

export interface Published {
  readonly kind: DocumentKind;
  /** written */
  readonly drawn: number;
  /** drawn, and found to be what is there */
  readonly skipped: number;
  readonly refused: number;
}

export interface Pass {
  /** false: there may be more, go on at once */
  readonly complete: boolean;
}

const DATA_KINDS = DOCUMENT_KINDS.filter((kind) => !PROGRESS_KINDS.includes(kind));
/** Marks of one pass. A burst marks few subjects often, so what waits is bounded by what there is to draw. */
const MARKS_A_PASS = 10_000;

/** Hundreds of epochs each. */
const HISTORIES_AT_ONCE = 25;

/** Something that may be mended elsewhere, such as an object of the archive that is gone. */
const REFUSED_AGAIN_MS = 10 * 60_000;

interface RefusedMark {
  /** as it was marked then */
  readonly marks: bigint;
  readonly againAtMs: number;
}

/** Draws what is marked, pass by pass. Marks it cannot draw stay, and are left alone for a while or until they are marked again. */
export function documentDrain(parts: DrainParts) {
  const { pool, network, archive, clock, log, sinks, observe } = parts;
  const refusedMarks = new Map<string, RefusedMark>();

  function isOpen({ marks, ...mark }: TakenMark): boolean {
    const refused = refusedMarks.get(documentKeyText(mark));
    return refused?.marks !== marks || refused.againAtMs <= clock.now();
  }

  /** Progress is read here, before any of the documents it promises: they are then drawn from facts at least as new. */
  async function take(limit: number) {
    return snapshot(pool, async (tx) => {
      const data = await takeMarks(tx, { kinds: DATA_KINDS, limit });
      const complete = data.length < limit;
      const progress = complete ? await takeMarks(tx, { kinds: PROGRESS_KINDS, limit }) : [];
      const drawn = await Promise.all(
        byFamily(progress.filter(isOpen)).map(async ({ family, marks }) => ({
          family,
          ...(await drawDocuments(tx, { family, marks, from: { network, archived: NOTHING_ARCHIVED } })),
        })),
      );
      return { data: data.filter(isOpen), complete, progress: drawn };
    });
  }

  /**
   * Whole histories are read a few at a time, whatever calls for them. An object of the archive that is damaged or gone keeps
   * those waiting whose history lies in it, and nobody else.
   */
  async function draw(family: DocumentFamily, marks: readonly TakenMark[]): Promise<Drawn> {
    const credentials = await family.credentials(
      pool,
      marks.map(({ subject }) => subject),
    );
    if (credentials.length > HISTORIES_AT_ONCE && marks.length > 1) return drawApart(family, halvesOf(marks));
    let archived: ArchivedEntries = NOTHING_ARCHIVED;
    try {
      if (credentials.length > 0) archived = await archive.entriesOf(pool, credentials);
    } catch (error) {
      if (!archiveShardWrong.is(error) && !archiveShardMissing.is(error)) throw error;
      if (marks.length === 1) return { documents: [], refused: marks.map((mark) => ({ mark, error })) };
      return drawApart(family, halvesOf(marks));
    }
    return inEpochSnapshot(pool, (tx) => drawDocuments(tx, { family, marks, from: { network, archived } }));
  }

  async function drawApart(family: DocumentFamily, parts: readonly (readonly TakenMark[])[]): Promise<Drawn> {
    const drawn: Drawn[] = [];
    for (const part of parts) drawn.push(await draw(family, part));
    return {
      documents: drawn.flatMap(({ documents }) => documents),
      refused: drawn.flatMap(({ refused }) => refused),
    };
  }

  async function publish(family: DocumentFamily, drawnAt: Date, drawn: Drawn, keepMarks = false): Promise<void> {
    const refusedByReceiver = await publishDocuments({ pool, sinks, family, drawnAt, keepMarks }, drawn.documents);
    const refused = [...drawn.refused, ...refusedByReceiver];
    if (refusedMarks.size > 0) for (const { mark } of drawn.documents) refusedMarks.delete(documentKeyText(mark));
    for (const { mark, error } of refused) {
      const againAtMs = dispositionOf(error) === 'retry' ? clock.now() + REFUSED_AGAIN_MS : Number.POSITIVE_INFINITY;
      refusedMarks.set(documentKeyText(mark), { marks: mark.marks, againAtMs });
      log.error({ error, kind: mark.kind, subject: mark.subject }, 'document.refused');
    }
    const changed = drawn.documents.filter((document) => document.changed.length > 0).length;
    observe({
      kind: family.kind,
      drawn: changed - refusedByReceiver.length,
      skipped: drawn.documents.length - changed,
      refused: refused.length,
    });
  }

  /** After everything else: what could not be written by now is not promised. */
  async function publishProgress(family: DocumentFamily, drawnAt: Date, { documents, refused }: Drawn): Promise<void> {
    const kept = await withKeptPromises(pool, documents, (mark) => refusedMarks.has(documentKeyText(mark)));
    await publish(family, drawnAt, { documents: kept.documents, refused }, kept.heldBack);
  }

  return {
    refused: () => refusedMarks.size,
    /** Ends early, between two chunks, when `signal` is aborted. @throws what keeps documents from being written */
    async pass({ limit = MARKS_A_PASS, signal }: { limit?: number; signal?: AbortSignal } = {}): Promise<Pass> {
      const takenAt = new Date(clock.now());
      // What cannot be drawn keeps its old mark and its place at the head: it must not fill the pass.
      const { data, complete, progress } = await take(limit + refusedMarks.size);
      for (const { family, marks } of byFamily(data).flatMap(inChunks)) {
        if (signal?.aborted) return { complete: false };
        const drawnAt = new Date(clock.now());
        await publish(family, drawnAt, await draw(family, marks));
      }
      for (const { family, ...drawn } of progress) await publishProgress(family, takenAt, drawn);
      return { complete };
    },
  };
}

interface Drawn {
  readonly documents: readonly DrawnDocument[];
  readonly refused: readonly Refused[];
}

interface FamilyMarks {
  readonly family: DocumentFamily;
  readonly marks: readonly TakenMark[];
}

/** One view of the truth for all of a chunk's facts. */
const snapshot = <Result>(pool: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(pool, work, { isolation: 'repeatable read', readOnly: true });

/** In the order of the kinds: what names another document comes after it. */
function byFamily(marks: readonly TakenMark[]): FamilyMarks[] {
  const byKind = Map.groupBy(marks, ({ kind }) => kind);
  return DOCUMENT_KINDS.flatMap((kind) => {
    const ofKind = byKind.get(kind);
    return ofKind === undefined ? [] : [{ family: FAMILIES[kind], marks: ofKind }];
  });
}

function halvesOf<Mark>(marks: readonly Mark[]): (readonly Mark[])[] {
  const middle = Math.ceil(marks.length / 2);
  return [marks.slice(0, middle), marks.slice(middle)];
}

function inChunks({ family, marks }: FamilyMarks): FamilyMarks[] {
  const chunks: TakenMark[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    weight += family.weight(mark.subject);
    if (weight > family.atOnce) {
      chunks.push([]);
      weight = family.weight(mark.subject);
    }
    chunks.at(-1)?.push(mark);
  }
  return chunks.map((chunk) => ({ family, marks: chunk }));
}
