import { type PlainItem, plainCbor, plainList } from '../../../../codec/test/support/plain-cbor.ts';
import { lines, type Said } from './said.ts';

/**
 * What the bytes of a dump say, read a second way: the whole tree is built, and every value taken from the path that
 * chain-input.md 5.2 and 5.3 give for it. Shares no line with the decoder. Throws for bytes that make no sense.
 */
export function saidByBytes(bytes: Uint8Array): Said {
  const state = plainCbor(bytes);
  const pick = (path: string): PlainItem => at(state, path);
  const first = entries(pick('4.3.1'), { orItems: true }).length;
  const unified = Array.isArray(pick('4.2.1.3.1'));
  const layout = first === 2 ? 'C' : !unified ? 'B' : Array.isArray(pick('4.2.2.5')) ? 'A' : 'A2';
  const stake = layout === 'A' ? pick('4.2.2.5.1') : pick('4.2.2.5');
  // Which outputs they are is not read: the same twice is found by what they come to.
  const outputs = entries(pick('4.2.2.1'), { once: false });
  return {
    layout: [layout],
    epoch: [text(pick('1'))],
    blocksPrevious: lines(entries(pick('2')), ([id, blocks]) => `${text(id)} ${text(blocks)}`),
    blocksCurrent: lines(entries(pick('3')), ([id, blocks]) => `${text(id)} ${text(blocks)}`),
    pots: ['4.1.1', '4.1.2', '4.2.2.2', '4.2.2.6'].map((path) => text(pick(path))),
    fees: [text(pick('4.2.2.3')), text(pick('4.3.4'))],
    parameters: parameterLines(pick('4.2.2.4.4')),
    parametersPrevious: parameterLines(pick('4.2.2.4.5')),
    rewardPot: [text(pick('4.4.2'))],
    ...snapshotLines('mark', pick('4.3.1'), layout),
    ...snapshotLines('set', pick('4.3.2'), layout),
    ...snapshotLines('go', pick('4.3.3'), layout),
    accounts: unified ? unifiedLines(pick('4.2.1.3.1.1')) : lines(entries(pick('4.2.1.3.1')), accountLine),
    pools: unified
      ? lines(entries(pick('4.2.1.2.1')), ([, pool]) => `${parametersLine(pool)} ${text(at(pool, '2'))}`)
      : lines(entries(pick('4.2.1.2.2')), ([id, pool]) => `${stateLine(id, pool)} ${text(at(pool, '1'))}`),
    instantStake:
      outputs.length > 0 ? summed(outputs) : lines(entries(stake), ([who, of]) => `${name(who)} ${text(of)}`),
    ...rewardLines(pick('5')),
  };
}

type Pair = readonly [PlainItem, PlainItem];

/** Follows positions counted from 1. */
function at(item: PlainItem, path: string): PlainItem {
  return path.split('.').reduce((from: PlainItem, step) => {
    const found = plainList(from)[Number(step) - 1];
    if (found === undefined) throw new TypeError(`nothing at ${step} of ${path}`);
    return found;
  }, item);
}

function entries(item: PlainItem, { orItems = false, once = true } = {}): readonly Pair[] {
  if (orItems) return plainList(item).map((one): Pair => [one, one]);
  if (typeof item !== 'object' || item === null || !('pairs' in item)) throw new TypeError('no map');
  const keys = new Set(item.pairs.map(([key]) => text(key)));
  if (once && keys.size !== item.pairs.length) throw new TypeError('a key twice');
  return item.pairs;
}

function text(item: PlainItem): string {
  if (Array.isArray(item)) return item.map(text).join(' ');
  if (typeof item === 'string') return item.replace(/^0x/, '');
  return String(item);
}

const ratioText = (item: PlainItem): string => `${text(at(item, '1'))}/${text(at(item, '2'))}`;

function name(credential: PlainItem): string {
  const kind = text(at(credential, '1'));
  if (kind !== '0' && kind !== '1') throw new TypeError(`a credential of kind ${kind}`);
  return `${kind === '0' ? 'key' : 'script'}:${text(at(credential, '2'))}`;
}

/** 29 bytes up to layout B, a credential in C. */
function accountName(item: PlainItem): string {
  if (Array.isArray(item)) return name(item);
  const bytes = text(item);
  return `${bytes[0] === 'e' ? 'key' : 'script'}:${bytes.slice(2)}`;
}

const parameterLines = (item: PlainItem): string[] => [
  ...Array.from({ length: 9 }, (_, n) => text(at(item, `${n + 1}`))),
  ...[10, 11, 12].map((n) => ratioText(at(item, `${n}`))),
  `${text(at(item, '13.1'))}.${text(at(item, '13.2'))}`,
  text(at(item, '14')),
];

/** Id, pledge, cost, margin, reward account, owners, given where each stands. */
function termsLine(id: PlainItem, pool: PlainItem, from: number, owners: PlainItem): string {
  const [pledge, cost] = [at(pool, `${from}`), at(pool, `${from + 1}`)];
  const account = accountName(at(pool, from === 6 ? '10' : `${from + 3}`));
  return [
    text(id),
    text(pledge),
    text(cost),
    ratioText(at(pool, `${from + 2}`)),
    account,
    ...plainList(owners).map(text),
  ].join(' ');
}

const parametersLine = (pool: PlainItem): string => termsLine(at(pool, '1'), pool, 3, at(pool, '7'));
const stateLine = (id: PlainItem, pool: PlainItem): string => termsLine(id, pool, 2, at(pool, '6'));
const totalsLine = (id: PlainItem, pool: PlainItem): string => termsLine(id, pool, 6, at(pool, '3'));

function snapshotLines(role: string, item: PlainItem, layout: string): Said {
  const joined = layout === 'C';
  const pools = entries(at(item, joined ? '2' : '3'));
  const ids = new Set(pools.map(([id]) => text(id)));
  const amounts = new Map(entries(at(item, '1')).map(([who, of]) => [name(who), text(joined ? at(of, '1') : of)]));
  const delegations = joined
    ? entries(at(item, '1')).map(([who, of]): readonly [string, string] => [name(who), text(at(of, '2'))])
    : entries(at(item, '2')).map(([who, pool]): readonly [string, string] => [name(who), text(pool)]);
  const kept = delegations.filter(([, pool]) => ids.has(pool));
  return {
    [role]: lines(kept, ([who, pool]) => `${who} ${amounts.get(who) ?? '0'} ${pool}`),
    [`${role} pools`]: lines(pools, ([id, pool]) => (joined ? totalsLine(id, pool) : parametersLine(pool))),
    [`${role} left out`]: [`${delegations.length - kept.length}`],
  };
}

const unifiedLines = (item: PlainItem): string[] =>
  lines(
    entries(item).filter(([, of]) => plainList(at(of, '1')).length > 0),
    ([who, of]) => accountLine([who, [at(of, '1.1.1'), at(of, '1.1.2'), first(at(of, '3')), first(at(of, '4'))]]),
  );

const first = (item: PlainItem): PlainItem => plainList(item)[0] ?? null;

function accountLine([who, of]: Pair): string {
  const [, , pool = null, drep = null] = plainList(of);
  return `${name(who)} ${text(at(of, '1'))} ${text(at(of, '2'))} ${pool === null ? 'no pool' : text(pool)} ${drepName(drep)}`;
}

function drepName(drep: PlainItem): string {
  if (drep === null) return 'no drep';
  const kind = text(at(drep, '1'));
  return { '2': 'abstain', '3': 'no-confidence' }[kind] ?? name(drep);
}

/** Outputs as arrays or maps; the stake part of addresses of kinds 0 to 3. */
function summed(outputs: readonly Pair[]): string[] {
  const stake = new Map<string, bigint>();
  for (const [, output] of outputs) {
    const [address, value] = Array.isArray(output)
      ? [at(output, '1'), at(output, '2')]
      : [0n, 1n].map((key) => entries(output).find(([one]) => one === key)?.[1] ?? null);
    const bytes = text(address ?? null);
    const kind = { 0: 'key', 1: 'key', 2: 'script', 3: 'script' }[bytes.slice(0, 1)];
    if (kind === undefined) continue;
    const who = `${kind}:${bytes.slice(58, 114)}`;
    stake.set(who, (stake.get(who) ?? 0n) + BigInt(text(Array.isArray(value) ? at(value, '1') : (value ?? null))));
  }
  return lines(
    [...stake].filter(([, of]) => of > 0n),
    ([who, of]) => `${who} ${of}`,
  );
}

function rewardLines(item: PlainItem): Said {
  const update = first(item);
  if (update === null) return { rewardUpdate: ['none'], rewards: [] };
  if (text(at(update, '1')) === '0') return { rewardUpdate: ['computing'], rewards: [] };
  const rewards = entries(at(update, '2.3')).flatMap(([who, parts]) =>
    plainList(parts).map((part) => {
      const kind = { '0': 'member', '1': 'leader' }[text(at(part, '1'))];
      return `${name(who)} ${kind} ${text(at(part, '2'))} ${text(at(part, '3'))}`;
    }),
  );
  return { rewardUpdate: [`${text(at(update, '2.1'))} ${text(at(update, '2.2'))}`], rewards: rewards.toSorted() };
}
