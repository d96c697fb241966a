import { credentialText, epoch } from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import { claimNetwork, readAccountRewards } from '@pooltool/store';
import { type Archive, openArchive } from '@pooltool/store/archive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, startStage } from '../../epoch-processing/test/stage.ts';
import { EMPTY_ARCHIVE, serveApi } from './served-api.ts';

const simulation = makeSimulation({ seed: 3, epochs: 6, epochLength: 300, forkRate: 0 });
const { network } = simulation;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage(simulation);
  await claimNetwork(stage.pool, network);
  await stage.follow(simulation);
  await stage.work();
}, 120_000);
afterAll(() => stage.close());

const ask = async (url: string, archive: Archive = EMPTY_ARCHIVE) => {
  const { statusCode, body, headers } = await serveApi({ pool: stage.pool, network, archive }).server.inject(url);
  return { status: statusCode, json: JSON.parse(body), kept: headers['cache-control'] };
};

test('of an archived epoch nothing is explained any more, and what an account earned is told as before', async () => {
  const [reward] = (await readAccountRewards(stage.pool, epoch(2))).filter(({ amount }) => amount > 0n);
  if (reward === undefined) throw new Error('nobody earned anything in epoch 2');
  const account = credentialText(reward.credential);
  const explanations = [
    '/v1/epochs/2/rewards/pot',
    `/v1/pools/${reward.poolId}/rewards/2/explain`,
    `/v1/accounts/${account}/rewards/2/explain`,
  ];
  for (const url of explanations) expect((await ask(url)).status, url).toBe(200);
  const listed = await ask(`/v1/accounts/${account}/rewards`);
  const summary = await ask('/v1/epochs/2');

  await stage.control.request({ asset: 'archive', partition: '2' });
  await stage.work();
  expect((await stage.states())['archive/2']).toBe('ok');

  for (const url of explanations) {
    const { status, json, kept } = await ask(url);
    expect([status, json.error.code, kept], url).toEqual([410, 'POOLTOOL_REWARDS_ARCHIVED', 'no-store']);
    expect(json.error.whatToDo).toMatch(/\/v1\/accounts\/\{account\}\/rewards/);
  }
  const nobody = await ask(`/v1/pools/${'ab'.repeat(28)}/rewards/2/explain`);
  expect([nobody.status, nobody.json.error.code]).toEqual([404, 'POOLTOOL_POOL_UNKNOWN']);
  expect((await ask(`/v1/accounts/${account}/rewards`, openArchive(stage.objects))).json).toEqual(listed.json);
  expect((await ask('/v1/epochs/2')).json).toEqual(summary.json);
});
