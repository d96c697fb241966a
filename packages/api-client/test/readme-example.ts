import { openClient, PoolToolError } from '@pooltool/api-client';

/** What each epoch's pools and accounts were paid, and what one account earned. */
export async function example(baseUrl: string, account: string): Promise<string[]> {
  const pooltool = openClient({ baseUrl });
  const lines: string[] = [];

  for await (const page of pooltool.pages('listEpochs', { query: { limit: 2 } })) {
    for (const { epoch, followed } of page.epochs) lines.push(`${epoch}: ${followed?.blocks ?? 0} blocks`);
  }

  for await (const piece of pooltool.csv('listAccountRewardsCsv', { path: { account } })) lines.push(piece);

  try {
    await pooltool.call('getEpoch', { path: { epoch: 999_999 } });
  } catch (error) {
    if (!(error instanceof PoolToolError) || error.code !== 'POOLTOOL_EPOCH_UNKNOWN') throw error;
    lines.push(`${error.message}: ${error.whatToDo}`);
  }
  return lines;
}
