import { readFile } from 'node:fs/promises';
import { type JsonObject, type JsonValue, parseLossless } from '@pooltool/shared-utils/json';
import type { Fact } from './facts.ts';
import { BLOCKS_UP_TO_DUMP, credentialOfRewardAddress, ledgerFacts } from './ledger-facts.ts';

/** What a recorded ledger state says, and where it was taken. */
export interface ExpectedLedger {
  readonly epoch: number;
  /** of the last block before the dump */
  readonly slot: number;
  readonly facts: readonly Fact[];
}

/** `expected-values.json`: ledger states decoded by another program, by the dump's file name. Those named `…<network>…`, by epoch. */
export async function readExpectedValues(path: string, network: string): Promise<ExpectedLedger[]> {
  const states = fieldsOf(parseLossless(await readFile(path, 'utf8')));
  return Object.entries(states)
    .flatMap(([file, state]) => {
      const slot = new RegExp(`${network}\\.newepochstate\\.slot(\\d+)\\.cbor$`).exec(file)?.[1];
      return slot === undefined ? [] : [expectedLedger(fieldsOf(state), Number(slot))];
    })
    .sort((a, b) => a.epoch - b.epoch);
}

/**
 * What can be compared when the chain at hand ends at `lastSlot`: a recording that stops before the dump was taken says
 * nothing about the blocks up to it.
 */
export function withinChain(expected: ExpectedLedger, lastSlot: number): ExpectedLedger {
  if (lastSlot >= expected.slot) return expected;
  return { ...expected, facts: expected.facts.filter(({ what }) => what !== BLOCKS_UP_TO_DUMP) };
}

function expectedLedger(state: Fields, slot: number): ExpectedLedger {
  const epoch = Number(numberOf(state['epoch']));
  return {
    epoch,
    slot,
    facts: [
      ...blockFacts(epoch, state),
      ledgerFacts.reserves(epoch, numberOf(state['reserves'])),
      ledgerFacts.treasury(epoch, numberOf(state['treasury'])),
      ...parameterFacts(epoch, fieldsOf(state['pparams'])),
      ...snapshotFacts(epoch + 1, fieldsOf(state['mark'])),
      ...snapshotFacts(epoch, fieldsOf(state['set'])),
      ...(epoch === 0 ? [] : snapshotFacts(epoch - 1, fieldsOf(state['go']))),
      ...accountFacts(epoch, fieldsOf(state['accounts'])),
      ...(epoch === 0 ? [] : updateFacts(epoch - 1, fieldsOf(state['rewardUpdate']))),
    ],
  };
}

function blockFacts(epoch: number, state: Fields): Fact[] {
  const made = Object.entries(fieldsOf(state['blocksMadeCurrentEpoch'])).map(
    ([pool, count]) => [pool, Number(numberOf(count))] as const,
  );
  const current = [
    ledgerFacts.blocksInDump(
      epoch,
      made.reduce((sum, [, count]) => sum + count, 0),
    ),
    ...made.map(([pool, count]) => ledgerFacts.blocksUpToDump(epoch, pool, count)),
  ];
  if (epoch === 0) return current;
  const previous = Object.entries(fieldsOf(state['blocksMadePrevEpoch'])).flatMap(([pool, made]) => [
    ledgerFacts.ledgerBlocks(epoch - 1, pool, Number(numberOf(made))),
    ledgerFacts.followedBlocks(epoch - 1, pool, Number(numberOf(made))),
  ]);
  const fees = numberOf(state['snapshotFee']);
  return [...current, ...previous, ledgerFacts.ledgerFees(epoch - 1, fees), ledgerFacts.followedFees(epoch - 1, fees)];
}

const parameterFacts = (epoch: number, given: Fields): Fact[] =>
  [
    ['optimal pool count', numberOf(given['nOpt'])] as const,
    ['pledge influence', ratioTextOf(given['a0'])] as const,
    ['monetary expansion', ratioTextOf(given['rho'])] as const,
    ['treasury growth', ratioTextOf(given['tau'])] as const,
    ['protocol version', listOf(given['protocolVersion']).map(numberOf).join('.')] as const,
    ['minimum pool cost', numberOf(given['minPoolCost'])] as const,
    ['key deposit', numberOf(given['keyDeposit'])] as const,
    ['pool deposit', numberOf(given['poolDeposit'])] as const,
  ].map(([name, value]) => ledgerFacts.parameter(epoch, name, value));

function snapshotFacts(active: number, snapshot: Fields): Fact[] {
  const stake = fieldsOf(snapshot['stake']);
  const delegations = Object.entries(fieldsOf(snapshot['delegations'])).map(([credential, pool]) =>
    ledgerFacts.stake(active, { credential, poolId: textOf(pool), stake: numberOf(stake[credential] ?? 0) }),
  );
  const pools = Object.entries(fieldsOf(snapshot['pools'])).map(([poolId, parameters]) => {
    const { pledge, cost, margin, rewardAccount, owners } = fieldsOf(parameters);
    const [numerator = 0n, denominator = 1n] = listOf(margin).map(numberOf);
    return ledgerFacts.snapshotPool(active, {
      poolId,
      pledge: numberOf(pledge),
      cost: numberOf(cost),
      margin: { numerator, denominator },
      rewardAccount: credentialOfRewardAddress(textOf(rewardAccount)),
      owners: listOf(owners).map(textOf),
    });
  });
  return [...delegations, ...pools];
}

function accountFacts(epoch: number, accounts: Fields): Fact[] {
  const all = Object.entries(accounts).map(([credential, account]) => {
    const { rewards, deposit, pool } = fieldsOf(account);
    const poolId = typeof pool === 'string' ? pool : null;
    return ledgerFacts.account(epoch, credential, { rewards: numberOf(rewards), deposit: numberOf(deposit), poolId });
  });
  return [ledgerFacts.accounts(epoch, all.length), ...all];
}

function updateFacts(earned: number, update: Fields): Fact[] {
  const rewards = Object.entries(fieldsOf(update['rewards'])).flatMap(([credential, parts]) =>
    listOf(parts).map((part) => {
      const { type, pool, amount } = fieldsOf(part);
      const kind = type === 'leader' ? 'leader' : 'member';
      return ledgerFacts.reward(earned, { credential, kind, poolId: textOf(pool), amount: numberOf(amount) });
    }),
  );
  return [
    ledgerFacts.toTreasury(earned, numberOf(update['deltaTreasury'])),
    ledgerFacts.fromReserves(earned, numberOf(update['deltaReserves(negated)'])),
    ledgerFacts.rewards(earned, rewards.length),
    ...rewards,
  ];
}

type Fields = JsonObject;

function fieldsOf(value: JsonValue | undefined): Fields {
  if (typeof value === 'object' && value !== null && !isList(value)) return value;
  throw new TypeError('expected-values.json: an object is missing');
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value !== undefined && isList(value)) return value;
  throw new TypeError('expected-values.json: a list is missing');
}

const isList = (value: JsonValue): value is readonly JsonValue[] & JsonValue => Array.isArray(value);

function numberOf(value: JsonValue | undefined): bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  throw new TypeError('expected-values.json: a number is missing');
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError('expected-values.json: a text is missing');
}

/** In lowest terms as it is written in the file: n/d. */
function ratioTextOf(value: JsonValue | undefined): string {
  const [numerator, denominator] = listOf(value).map(numberOf);
  return `${numerator}/${denominator}`;
}
