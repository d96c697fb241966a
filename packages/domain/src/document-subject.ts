import type { CertificatePosition } from './chain/block.ts';
import { ECOSYSTEM_SECTIONS, type EcosystemSection } from './live/ecosystem-section.ts';
import { HISTOGRAM_SUBJECTS, type HistogramSubject } from './rewards/histogram.ts';
import { InvalidValue } from './units/brand.ts';
import { type BlockHash, blockHash, type PoolId, poolId } from './units/hashes.ts';
import { parseCredential, type StakeCredential } from './units/stake-credential.ts';
import { type Epoch, epoch, type Height, height, slot } from './units/time.ts';

/** Back from the texts of `markOf`. Each @throws InvalidValue for any other text. */
export const subjectOf = {
  epoch: (text: string): Epoch => epoch(numberIn(text)),
  height: (text: string): Height => height(numberIn(text)),
  pool: (text: string): PoolId => poolId(text),
  credential: (text: string): StakeCredential => parseCredential(text),
  /** `key:<hash>`: the whole history; `key:<hash>/5`: one epoch of it */
  stakeHistory: (text: string): StakeHistorySubject => {
    const [credential = '', part, ...more] = text.split('/');
    if (more.length > 0) throw notASubject(text, 'a credential and at most one part of its history');
    return { credential: parseCredential(credential), part: part === undefined ? null : historyPartIn(part) };
  },
  block: (text: string): BlockSubject => {
    const [inEpoch, at] = wordsOf(text, 2);
    return { epoch: epoch(numberIn(inEpoch)), height: height(numberIn(at)) };
  },
  poolEpoch: (text: string): PoolEpochSubject => {
    const [pool = '', inEpoch] = wordsOf(text, 2);
    return { pool: poolId(pool), epoch: epoch(numberIn(inEpoch)) };
  },
  poolBlock: (text: string): PoolBlockSubject => {
    const [pool = '', inEpoch, at] = wordsOf(text, 3);
    return { pool: poolId(pool), epoch: epoch(numberIn(inEpoch)), height: height(numberIn(at)) };
  },
  blockPropagation: (text: string): BlockPropagationSubject => {
    const [at, hash = ''] = wordsOf(text, 2);
    return { height: height(numberIn(at)), hash: blockHash(hash) };
  },
  poolUpdates: (text: string): PoolUpdatesSubject => {
    const [pool = '', at, transactionIndex, certificateIndex] = wordsOf(text, 4);
    return {
      pool: poolId(pool),
      slot: slot(numberIn(at)),
      transactionIndex: numberIn(transactionIndex),
      certificateIndex: numberIn(certificateIndex),
    };
  },
  histogram: (text: string): HistogramSubject => {
    const found = HISTOGRAM_SUBJECTS.find((subject) => subject === text);
    if (found === undefined) throw notASubject(text, `one of ${HISTOGRAM_SUBJECTS.join(', ')}`);
    return found;
  },
  ecosystem: (text: string): EcosystemSection => {
    const found = ECOSYSTEM_SECTIONS.find((section) => section === text);
    if (found === undefined) throw notASubject(text, `one of ${ECOSYSTEM_SECTIONS.join(', ')}`);
    return found;
  },
  /** a user's id */
  user: (text: string): string => {
    if (!UUID.test(text)) throw notASubject(text, 'a UUID in lower case');
    return text;
  },
  award: (text: string): AwardSubject => {
    const [pool = '', blocks] = wordsOf(text, 2);
    return { pool: poolId(pool), blocks: numberIn(blocks) };
  },
} as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface StakeHistorySubject {
  readonly credential: StakeCredential;
  /** null: all of them */
  readonly part: StakeHistoryPart | null;
}

/** An epoch's record, or the field that says up to where the records are final. */
export type StakeHistoryPart = Epoch | 'pivotedToEpoch';

const historyPartIn = (text: string): StakeHistoryPart => (text === 'pivotedToEpoch' ? text : epoch(numberIn(text)));

export interface BlockSubject {
  readonly epoch: Epoch;
  readonly height: Height;
}

export interface PoolEpochSubject {
  readonly pool: PoolId;
  readonly epoch: Epoch;
}

export interface PoolBlockSubject extends BlockSubject {
  readonly pool: PoolId;
}

export interface BlockPropagationSubject {
  readonly height: Height;
  readonly hash: BlockHash;
}

export interface PoolUpdatesSubject extends CertificatePosition {
  readonly pool: PoolId;
}

export interface AwardSubject {
  readonly pool: PoolId;
  /** which of the pool's blocks it is for */
  readonly blocks: number;
}

function wordsOf(text: string, count: number): readonly string[] {
  const words = text.split('/');
  if (words.length !== count) throw notASubject(text, `${count} words with / between them`);
  return words;
}

function numberIn(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text)) throw notASubject(text, 'digits where a number stands');
  return Number(text);
}

const notASubject = (given: unknown, rule: string) => new InvalidValue({ word: "a document's subject", given, rule });
