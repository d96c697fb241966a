import type { Height } from '@pooltool/domain';
import { Random } from '@pooltool/simulator/chain';
import { COLLUSIVE_LIES, makeTipNetwork, type NetworkEvent, type TipNetwork } from '@pooltool/simulator/tip-network';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Heard, heardOf, type NetworkStage } from './network-stage.ts';
import { expectedResults, type Result, resultsOf } from './results.ts';

const lyingNetwork = makeTipNetwork({ seed: 2, heights: 28, forkRate: 0.8 });
const events: readonly NetworkEvent[] = [...lyingNetwork.events()];
const messages = events.flatMap((event) => (event.kind === 'tip' ? [event.tip.message] : []));
const chain = events.filter((event) => event.kind !== 'tip');

let inOrder: Heard;
beforeAll(async () => {
  inOrder = await heardOf(lyingNetwork, (stage) => stage.play(events));
});

test('a quarter of the nodes lies, three of them each time the same: nothing that is told is another', () => {
  expect(messages.length).toBeGreaterThan(500);
  expect(resultsOf(inOrder)).toEqual(expectedResults(lyingNetwork));
  expect([...inOrder.refused.keys()].sort()).toEqual([
    'not-elected',
    'output-not-of-proof',
    'proof-invalid',
    'proof-not-of-pool',
  ]);
});

describe('in any order, in any heaps, repeated, and with a loop that is killed, reports come to the same', () => {
  /** Every message once or twice, in an order by chance; a heap now and then is all one, and after some the loop begins anew. */
  async function putShuffled(stage: NetworkStage, random: Random): Promise<void> {
    const repeated = [...messages, ...messages.filter(() => random.chance(0.2))];
    const shuffled = repeated
      .map((message) => ({ message, place: random.unit() }))
      .sort((one, other) => one.place - other.place)
      .map(({ message }) => message);
    while (shuffled.length > 0) {
      await stage.put(shuffled.splice(0, random.between(1, 300)));
      await stage.pass();
      if (random.chance(0.3)) stage.restart();
      if (random.chance(0.3)) await stage.settle();
    }
  }

  /** Heights are looked at again when our tip has moved, and something else is to be done. */
  async function lookAgain(stage: NetworkStage): Promise<void> {
    await stage.clock.advance(15_000);
    await stage.pass();
    await stage.settle();
  }

  test('when the chain is there before them', async () => {
    const heard = await heardOf(lyingNetwork, async (stage) => {
      await stage.clock.advance(Math.max(...events.map(({ atMs }) => atMs)) - stage.clock.now());
      await stage.play(chain);
      await putShuffled(stage, new Random(1));
      await lookAgain(stage);
    });
    expect(heard.contests).toEqual(inOrder.contests);
  });

  test('when the chain comes after them', async () => {
    const heard = await heardOf(lyingNetwork, async (stage) => {
      await putShuffled(stage, new Random(2));
      await stage.play(chain);
      await lookAgain(stage);
    });
    expect(heard.contests).toEqual(inOrder.contests);
  });
});

/** A proof binds a pool to a slot and not to a hash, so some lies are a matter of how many tell them. */
describe('a block that nobody made, told with a proof that is true', () => {
  const lyingAbout = (tellers: number): TipNetwork =>
    makeTipNetwork({ seed: 3, heights: 22, liars: 0.4, lieKinds: COLLUSIVE_LIES, tellers });
  const trueHashes = (network: TipNetwork): Set<string> =>
    new Set(network.episodes.flatMap(({ blocks }) => blocks.map(({ block }) => block.hash)));
  const played = (network: TipNetwork): Promise<Heard> => heardOf(network, (stage) => stage.play(network.events()));

  test('by one pool is nothing', async () => {
    const network = lyingAbout(1);
    expect(resultsOf(await played(network))).toEqual(expectedResults(network));
  });

  test('by two pools is believed to have existed, and never to stand', async () => {
    const network = lyingAbout(2);
    const hashes = trueHashes(network);
    const results = resultsOf(await played(network));
    const invented = results.flatMap(({ candidates }) => candidates.filter(({ hash }) => !hashes.has(hash)));
    expect(invented.length).toBeGreaterThan(5);
    expect(invented.filter(({ chained }) => chained)).toEqual([]);
    const standing = (all: readonly Result[]): Map<Height, readonly unknown[]> =>
      new Map(
        all.map(({ height, candidates }) => [
          height,
          candidates
            .filter(({ hash }) => hashes.has(hash))
            .map(({ hash, slot, producer, chained }) => ({ hash, slot, producer, chained })),
        ]),
      );
    expect(standing(results)).toEqual(standing(expectedResults(network)));
  });
});
