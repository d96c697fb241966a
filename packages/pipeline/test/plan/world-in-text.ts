import type { PartitionRow, RunInputs } from '@pooltool/store/pipeline';
import { type World, worldOf } from '../../src/plan/world.ts';

/**
 * A world from lines `asset/partition state [run] [vN] [read asset/partition=run …]`, such as
 *
 *     params/7  ok 3
 *     rewards/7 ok 5 read params/7=3 pots/8=-
 *     rewards/8 failed 6 read params/8=4
 *     rewards/9 requested later
 */
export function world(text: string): World {
  return worldOf(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map(row),
  );
}

function row(line: string): PartitionRow {
  const [before = '', after = ''] = line.split(' read ');
  const [place = '', state = '', ...words] = before.split(/\s+/);
  const [asset = '', partition = ''] = place.split('/');
  const run = words.find((word) => /^\d+$/.test(word));
  const version = Number(words.find((word) => /^v\d+$/.test(word))?.slice(1) ?? 1);
  const inputs = inputsOf(after.split(/\s+/).filter((word) => word !== ''));
  return {
    asset,
    partition,
    state: stateOf(state),
    materialization: run === undefined || state === 'failed' ? null : { run: BigInt(run), version, inputs },
    run: run === undefined ? null : BigInt(run),
    lastInputs: run === undefined ? null : inputs,
    error: state === 'failed' ? { code: 'POOLTOOL_TEST', message: 'it broke', details: {}, causes: [] } : null,
    failures: 0,
    deaths: words.includes('suspect') ? 1 : 0,
    due: !words.includes('later'),
    notBefore: null,
    requestedBy: 'operator',
    changedAt: new Date(0),
  };
}

const STATES = ['requested', 'running', 'ok', 'failed', 'cancelled'] as const;

function stateOf(word: string): PartitionRow['state'] {
  const state = STATES.find((one) => one === word);
  if (state === undefined) throw new TypeError(`no state ${word}`);
  return state;
}

function inputsOf(words: readonly string[]): RunInputs {
  const inputs: Record<string, Record<string, string | null>> = {};
  for (const word of words) {
    const [place = '', run = ''] = word.split('=');
    const [asset = '', partition = ''] = place.split('/');
    inputs[asset] = { ...inputs[asset], [partition]: run === '-' ? null : run };
  }
  return inputs;
}
