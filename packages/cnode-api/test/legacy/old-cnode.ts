import type { DatabaseServerOfTest } from '../cnode-api-server.ts';

export const POOL_A = 'aa'.repeat(28);
export const POOL_B = 'bb'.repeat(28);

/** What the old server asked for (operators.md 4), for the epoch that began; mainnet's orders of magnitude. */
export const ASKED_FOR = {
  treasury: 1_500_000_000_000_001n,
  reserves: 9_234_567_890_123_457n,
  epoch_fees: 41_234_567_891n,
  decentralisation: 0,
  maxBlockSize: 90_112,
  maxBhSize: 1100,
  maxEpoch: 18,
  optimalPoolCount: 500,
  influence: 0.3,
  monetaryExpandRate: 0.003,
  treasuryGrowthRate: 0.2,
  protocolMajor: 10,
  protocolMinor: 0,
  reward_pot: 9_876_543_210_987n,
};

/** What the old CNODE server sent as well (original.md 2.1): the names of the two fees are swapped. */
export const SENT_AS_WELL = {
  txFeeFixed: 44,
  txFeePerByte: 155_381,
  maxTxSize: 16_384,
  stakeAddressDeposit: 2_000_000,
  stakePoolDeposit: 500_000_000,
  minPoolCost: 170_000_000,
};

export const EPOCH_DATA = {
  epoch: 512,
  pool_blocks: { [POOL_A]: 3, [POOL_B]: 1 },
  epoch_params: { ...ASKED_FOR, ...SENT_AS_WELL },
};

/** As Python writes it: every digit of a whole number. */
export const pythonText = (body: unknown): string => {
  if (typeof body === 'bigint') return `${body}`;
  if (typeof body !== 'object' || body === null) return JSON.stringify(body);
  if (Array.isArray(body)) return `[${body.map(pythonText).join(', ')}]`;
  const fields = Object.entries(body).filter(([, value]) => value !== undefined);
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}: ${pythonText(value)}`).join(', ')}}`;
};

export interface Answered {
  readonly status: number;
  readonly answer: {
    readonly success?: true;
    readonly outcome?: string;
    readonly warnings?: readonly string[];
    readonly dumpArrived?: boolean;
    readonly missing?: number;
    readonly error?: { readonly code: string; readonly message: string };
  };
}

export async function post(server: DatabaseServerOfTest, path: string, body: unknown): Promise<Answered> {
  const response = await fetch(new URL(path, server.url()), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : pythonText(body),
  });
  return { status: response.status, answer: JSON.parse(await response.text()) };
}
