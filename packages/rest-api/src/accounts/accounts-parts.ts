import type { Lovelace, Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { HookHosts } from '../zapier/hook-url.ts';
import type { CountZapierTry } from '../zapier/zapier-tries.ts';
import type { Passwords } from './passwords.ts';
import type { CountTry } from './sign-in-limits.ts';

/** Where people pay to prove an address. */
export interface Payments {
  /** ours, bech32 */
  readonly address: string;
  /** another one each time, for the n-th time from 1 on */
  readonly amount: (drawn: number) => Lovelace;
  /** how long a payment is waited for */
  readonly lastsMs: number;
}

/** What accounts are kept with. */
export interface AccountsParts {
  /** writes */
  readonly pool: Pool;
  readonly network: Network;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly countTry: CountTry;
  /** null: no address to pay to is set, and nothing new can be proven */
  readonly payments: Payments | null;
  readonly zapier: { readonly countTry: CountZapierTry; readonly hookHosts: HookHosts };
  /** our host, in whose name operators sign (CIP-22) */
  readonly domain: string;
  /** 32 random bytes */
  readonly random: () => Uint8Array;
}
