import { expect, onTestFinished, test } from 'vitest';
import { makeSimulation } from '../../src/index.ts';
import { simulatedNode, startOgmiosServer } from '../../src/ogmios/index.ts';

async function stage() {
  const node = simulatedNode(makeSimulation({ epochs: 1, epochLength: 100, pools: 4, delegators: 10 }));
  const server = await startOgmiosServer({ node, face: 'v6' });
  onTestFinished(() => server.close());
  const url = new URL(server.url);
  url.protocol = 'http:';
  const post = async (body: string) => {
    const response = await fetch(url, { method: 'POST', body });
    return { status: response.status, answer: await response.json() };
  };
  return { node, url, post };
}

test('one question by HTTP, one answer', async () => {
  const { post, node } = await stage();
  const { answer } = await post('{"jsonrpc":"2.0","method":"queryNetwork/blockHeight","id":{"any":"thing"}}');
  const result = node.tip().at.block.height;
  expect(answer).toEqual({ jsonrpc: '2.0', method: 'queryNetwork/blockHeight', result, id: { any: 'thing' } });
});

test.each([
  ['{', -32700],
  ['{"method":"queryNetwork/tip"}', -32600],
  ['{"jsonrpc":"2.0","method":"queryNetwork/nothing"}', -32601],
  ['{"jsonrpc":"2.0","method":"queryLedgerState/projectedRewards","params":{"stake":[5]}}', -32602],
  ['{"jsonrpc":"2.0","method":"nextBlock"}', -32000],
])('what cannot be answered by HTTP gets an error: %s', async (body, code) => {
  const { post } = await stage();
  expect(await post(body)).toMatchObject({ status: 400, answer: { error: { code } } });
});

test('health tells version and tip', async () => {
  const { url, node } = await stage();
  const health = await (await fetch(new URL('health', url))).json();
  expect(health).toMatchObject({
    version: expect.stringMatching(/^v6\.14/),
    connectionStatus: 'connected',
    lastKnownTip: { id: node.tip().at.block.hash },
  });
});
