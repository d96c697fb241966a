import { makeTipNetwork, type NetworkEvent } from '@pooltool/simulator/tip-network';
import { expect, test } from 'vitest';
import { heardOf } from './network-stage.ts';
import { expectedResults, resultsOf } from './results.ts';

/** `npm run prove -- --tips` tries mainnet's size; every run of the tests a small one, of another seed than its neighbours. */
const isProof = process.env['POOLTOOL_PROVE_TIPS'] === 'all';
const seed = Number(process.env['POOLTOOL_PROVE_SEED'] || '7');
const size = isProof
  ? { reporters: 1_500, heights: 200, forkRate: 0.4 }
  : { reporters: 30, heights: 26, forkRate: 0.9 };
const timeout = isProof ? 1_800_000 : 60_000;

test(
  `${size.reporters} nodes over ${size.heights} heights: with liars and without them, what is told is what was (POOLTOOL_PROVE_SEED=${seed})`,
  async () => {
    const network = makeTipNetwork({ seed, ...size });
    const told = { reports: 0, lies: 0 };
    const lying = await heardOf(network, (stage) => stage.play(network.events()));
    function* honestly(): Generator<NetworkEvent> {
      for (const event of network.events()) {
        if (event.kind === 'tip') told.reports += 1;
        if (event.kind === 'tip' && event.tip.lie !== null) told.lies += 1;
        else yield event;
      }
    }
    const honest = await heardOf(network, (stage) => stage.play(honestly()));
    const expected = expectedResults(network);
    expect(resultsOf(lying)).toEqual(expected);
    expect(resultsOf(honest)).toEqual(expected);
    expect(told.lies).toBeGreaterThan(expected.length);
    process.stdout.write(`${told.reports} reports, ${told.lies} of them lies, of ${expected.length} heights\n`);
  },
  timeout,
);
