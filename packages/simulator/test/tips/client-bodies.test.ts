import { slotStartMs } from '@pooltool/domain';
import { makeTipNetwork } from '@pooltool/simulator/tip-network';
import { expect, test } from 'vitest';
import { isRefusal, readClaimant, readTip } from '../../../rest-api/src/tips/read-report.ts';
import { clientRequest } from '../../src/tips/network/client-body.ts';
import { CLIENTS } from '../../src/tips/network/reporters.ts';

const network = makeTipNetwork({ heights: 14, reporters: 60 });
const tips = network.episodes.flatMap(({ blocks }) => blocks.flatMap((block) => network.tipsOf(block)));

test('what a program sends, intake reads as the message that was meant', () => {
  const seen = new Set<string>();
  for (const tip of tips) {
    const { reporter, receivedAt, ...facts } = tip.message;
    const claimant = readClaimant(clientRequest(tip).body);
    if (isRefusal(claimant)) expect.unreachable(claimant.message);
    expect([claimant.key, claimant.pool, claimant.node]).toEqual([tip.by.apiKey, reporter.pool, reporter.node]);
    const nowMs = Math.max(receivedAt, slotStartMs(network.network, facts.slot));
    expect(readTip(claimant.fields, { network: network.network, nowMs })).toEqual(facts);
    seen.add(tip.by.client);
  }
  expect([...seen].sort()).toEqual([...CLIENTS].sort());
});

test('the same seed gives the same network, byte for byte', () => {
  const told = (seed: number): unknown[] =>
    [...makeTipNetwork({ seed, heights: 6, reporters: 12 }).events()].map((event) =>
      event.kind === 'tip' ? event.tip : event.kind === 'forward' ? event.block.bytes : event.to,
    );
  expect(told(1)).toEqual(told(1));
  expect(told(2)).not.toEqual(told(1));
});
