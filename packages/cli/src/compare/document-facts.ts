import { type Epoch, epoch, type Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { type JsonValue, parseLossless } from '@pooltool/shared-utils/json';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { loadSnapshot, readChain, readFollowedTotals } from '@pooltool/store';
import { networkRoot } from '@pooltool/store/documents';
import { type Fact, fact } from './facts.ts';

/** Where documents are read back from. */
export interface DocumentPlaces {
  /** `http://host:port?ns=NAME` */
  readonly firebaseUrl: string;
  readonly objects: ObjectStore;
}

/** What is looked at: blocks and histories of the epochs that were followed, columns of the active epochs that have a snapshot. */
export interface DocumentSample {
  readonly network: Network;
  readonly followed: readonly number[];
  readonly active: readonly number[];
}

export const BLOCK_DOCUMENT = 'blocks document';

const documentFacts = {
  recentBlock: (hash: string | null) => fact('recent_block', 'hash', hash),
  block: (of: number, height: number, hash: string) => fact(BLOCK_DOCUMENT, `blocks/${of}/${height}`, hash),
  poolBlocks: (pool: string, of: number, blocks: number) =>
    fact('pool_stats blocks', `pool_stats/${pool}/blocks/${of}`, blocks),
  poolStake: (pool: string, of: number, stake: bigint) =>
    fact('stake column', `stake_pool_columns/${of}/stake.json, ${pool}`, stake),
  activeStake: (of: number, stake: bigint) => fact('total_active_stake', `total_active_stake/${of}`, stake),
};

/** What the truth says the documents must show. */
export async function trueDocumentFacts(db: Queryable, { followed, active }: DocumentSample): Promise<Fact[]> {
  const facts: Fact[] = [];
  let last: string | null = null;
  for await (const { epoch: of, height, hash } of readChain(db)) {
    facts.push(documentFacts.block(of, height, hash));
    last = hash;
  }
  facts.push(documentFacts.recentBlock(last));
  for (const of of followed.map(epoch)) {
    const { blocks } = await readFollowedTotals(db, of);
    facts.push(...[...blocks].map(([pool, made]) => documentFacts.poolBlocks(pool, of, made)));
  }
  for (const of of active.map(epoch)) facts.push(...(await stakeFacts(db, of)));
  return facts;
}

async function stakeFacts(db: Queryable, of: Epoch): Promise<Fact[]> {
  const snapshot = await loadSnapshot(db, of);
  if (snapshot === null) return [];
  const stakes = snapshot.pools.map(() => 0n);
  const { pool, stake, count } = snapshot.delegators;
  for (let row = 0; row < count; row += 1) {
    const index = pool[row] ?? stakes.length;
    stakes[index] = (stakes[index] ?? 0n) + (stake[row] ?? 0n);
  }
  const all = stakes.reduce((sum, one) => sum + one, 0n);
  return [
    documentFacts.activeStake(of, asFirebaseKeepsIt(all)),
    ...snapshot.pools.map(({ poolId }, index) => documentFacts.poolStake(poolId, of, stakes[index] ?? 0n)),
  ];
}

/** Firebase keeps every number as a double, and writes as many digits as tell it from its neighbours. */
const asFirebaseKeepsIt = (amount: bigint): bigint => BigInt(Number(amount));

/** What the documents show, read as a website reads them. */
export async function shownDocumentFacts(places: DocumentPlaces, sample: DocumentSample): Promise<Fact[]> {
  const root = networkRoot(sample.network);
  const read = (path: string): Promise<JsonValue> => readFirebase(places.firebaseUrl, `${root}/${path}`);
  const facts: Fact[] = [documentFacts.recentBlock(textOf(fieldOf(await read('recent_block'), 'hash')))];
  for (const of of sample.followed) {
    const blocks = entriesOf(await read(`blocks/${of}`));
    facts.push(
      ...blocks.map(([height, block]) => documentFacts.block(of, Number(height), textOf(fieldOf(block, 'hash')) ?? '')),
    );
  }
  for (const [pool, stats] of entriesOf(await read('pool_stats'))) {
    const blocks = entriesOf(fieldOf(stats, 'blocks'));
    // A pool with stake and no block shows a zero.
    const made = blocks.filter(([, count]) => count !== 0);
    facts.push(...made.map(([of, count]) => documentFacts.poolBlocks(pool, Number(of), Number(count))));
  }
  for (const of of sample.active) {
    const stake = await read(`total_active_stake/${of}`);
    if (stake !== null) facts.push(documentFacts.activeStake(of, asFirebaseKeepsIt(wholeOf(stake))));
    const file = await places.objects.get(`${root}/stake_pool_columns/${of}/stake.json`);
    const column = file === null ? null : parseLossless(Buffer.from(file.bytes).toString('utf8'));
    facts.push(...entriesOf(column).map(([pool, amount]) => documentFacts.poolStake(pool, of, wholeOf(amount))));
  }
  return facts;
}

async function readFirebase(firebaseUrl: string, path: string): Promise<JsonValue> {
  const url = new URL(firebaseUrl);
  url.pathname = `/${path}.json`;
  const answer = await fetch(url, { headers: { authorization: 'Bearer owner' } });
  if (!answer.ok) throw new Error(`${url.href} answers ${answer.status}`);
  return parseLossless(await answer.text());
}

/** Firebase gives back a record whose keys are small numbers as a list with holes. */
function entriesOf(value: JsonValue | undefined): (readonly [string, JsonValue])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (one === null || one === undefined ? [] : [[name, one]]));
}

function fieldOf(value: JsonValue, name: string): JsonValue | undefined {
  return entriesOf(value).find(([one]) => one === name)?.[1];
}

const textOf = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

const wholeOf = (value: JsonValue): bigint =>
  typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string' ? BigInt(value) : -1n;
