import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The known answers of ../shared/data/tips/vrf_vectors.json, as hex. */
const FILE = fileURLToPath(new URL('../../../../../shared/data/tips/vrf_vectors.json', import.meta.url));

export const noVectors = !existsSync(FILE);

interface Vectors {
  readonly vectors: readonly {
    readonly id: string;
    /** seed of 32 bytes, in some with the key behind it */
    readonly sk: string;
    readonly pk: string;
    readonly alpha: string;
    readonly pi: string;
    readonly beta: string;
    readonly leader_value: string;
  }[];
  readonly full_verification: readonly {
    /** above 2^53 */
    readonly slot: string;
    readonly epoch_nonce: string;
    readonly vrf_vkey: string;
    readonly alpha: string;
    readonly pi: string;
    readonly beta: string;
  }[];
  readonly chain_headers: readonly {
    readonly nonce_vrf_output?: string;
    readonly nonce_vrf_proof?: string;
    readonly leader_vrf_output?: string;
    readonly leader_vrf_proof?: string;
    readonly block_vrf_output?: string;
    readonly block_vrf_proof?: string;
    /** of Babbage and after */
    readonly leader_value?: string;
  }[];
  readonly negative: readonly {
    readonly id: string;
    readonly pi: string;
    readonly claimed_beta: string;
    readonly expect: 'reject' | 'accept-by-proof-to-hash-only';
  }[];
}

export const readVectors = (): Vectors =>
  JSON.parse(readFileSync(FILE, 'utf8').replace(/"slot": (\d{16,})/g, '"slot": "$1"'));
