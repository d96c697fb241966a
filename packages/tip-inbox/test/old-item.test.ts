import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { blockHash, height, mainnet, nodeName, poolId, slot, type TipMessage, unixMs } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { oldItem } from '../src/dynamo/old-item.ts';
import { messageNo } from './messages.ts';

const FILE = join(import.meta.dirname, '../../../../shared/data/tips/tip_payloads.json');

describe.skipIf(!existsSync(FILE))(
  'the old form of what was stored (needs ../shared/data/tips/tip_payloads.json)',
  () => {
    const stored = (name: string): Record<string, unknown> => JSON.parse(readFileSync(FILE, 'utf8'))[name];

    const reported = messageNo(1, {
      reporter: { pool: poolId('00beef00000000000000000000000000000000000000000000000001'), node: nodeName('') },
      slot: slot(83_736_403),
      height: height(8_346_782),
    });

    test('of cncli, attribute by attribute', () => {
      const item = stored('dynamodb_item_cncli_v1');
      const message: TipMessage = {
        ...reported,
        receivedAt: unixMs(1_675_302_694_999),
        at: unixMs(1_675_302_694_612),
        hash: blockHash(String(item['lasthash'])),
        parent: blockHash(String(item['lastparent'])),
        issuerKey: String(item['nodevkey']),
        election: {
          kind: 'praos',
          leaderValue: String(item['leadervrf']),
          blockVrf: String(item['blockvrf']),
          blockProof: String(item['blockproof']),
        },
        protocol: { major: 8, minor: 0 },
        version: '10.1.4:1f63d',
        platform: 'cncli',
      };
      expect(plain(oldItem(message, mainnet))).toEqual(item);
    });

    test('of sendmytip.sh, which tells little: null where it says nothing, no protocol', () => {
      const item = stored('dynamodb_item_sendmytip');
      const message: TipMessage = {
        ...reported,
        receivedAt: unixMs(1_675_302_695_100),
        at: unixMs(1_675_302_695_020),
        hash: blockHash(String(item['lasthash'])),
        version: '1.35.3:950c4',
        platform: 'sendmytip.sh',
      };
      expect(plain(oldItem(message, mainnet))).toEqual(item);
    });
  },
);

describe('the old form', () => {
  test("without a time has neither it nor the slot's; without version and platform a single space", () => {
    const item = plain(oldItem(messageNo(5), mainnet));
    expect(item).toMatchObject({ version: ' ', platform: ' ', lastparent: null, leadervrf: null, nodevkey: null });
    expect(Object.keys(item)).not.toContain('at');
    expect(Object.keys(item)).not.toContain('theoretical');
  });

  test('before Babbage has the leader output and its proof', () => {
    const election = { kind: 'tpraos', leaderVrf: '05'.repeat(64), leaderProof: '06'.repeat(80) } as const;
    expect(plain(oldItem(messageNo(5, { election }), mainnet))).toMatchObject({
      leadervrf: '05'.repeat(64),
      leadervrfproof: '06'.repeat(80),
    });
  });

  test.each([
    ['', ''],
    ['~1a2b3', ''],
    ['relay-2', '#relay-2'],
  ])('of node %j is kept under its pool%s', (node, behind) => {
    const { reporter } = messageNo(5);
    const item = plain(oldItem(messageNo(5, { reporter: { ...reporter, node: nodeName(node) } }), mainnet));
    expect(item['id']).toBe(`${reporter.pool}${behind}`);
  });
});

function plain(item: Record<string, AttributeValue>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { S, N }]) => [name, N === undefined ? (S ?? null) : Number(N)]),
  );
}
