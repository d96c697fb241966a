export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** Hex. */
export interface StateParts {
  readonly pools: string;
  readonly accounts: string;
  readonly stake: string;
  readonly snapshot: string;
  readonly parameters: string;
  readonly outputs?: string;
  readonly governance?: string;
  readonly rewardUpdate?: string;
}

/** A state without pools or accounts, taken apart so that tests can put other parts in. */
export function stateOf(parts: StateParts): Uint8Array {
  const { pools, accounts, stake, snapshot, parameters, outputs = 'a0', rewardUpdate = '80' } = parts;
  const { governance = `87808080${parameters}${parameters}810080` } = parts;
  const ledger = `8283 80${pools}84${accounts}a0a080 86${outputs}0000${governance}${stake}00`;
  const text = `8719025aa0a0 84 821903e8192710 ${ledger} 84${snapshot.repeat(3)}00 82a000 ${rewardUpdate} 82a000 f6`;
  return bytesOf(text.replaceAll(' ', ''));
}

const PARAMETERS = `981f${'01'.repeat(9)}${'d81e820102'.repeat(3)}820a00${'01'.repeat(18)}`;
const NO_POOLS = '84a0a0a0a0';
export const A = { pools: NO_POOLS, accounts: '82a0a0', stake: '82a0a0', snapshot: '83a0a0a0', parameters: PARAMETERS };
export const A2 = { ...A, stake: 'a0' };
export const B = { ...A2, accounts: 'a0' };
export const C = { ...B, snapshot: '82a0a0' };
