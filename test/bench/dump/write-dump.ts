import type { LedgerLayout } from '../../../packages/domain/src/index.ts';
import { DumpFile } from './dump-file.ts';
import { noise, sortedHash } from './made-up.ts';
import { writeOutputs } from './unspent-outputs.ts';

export interface DumpSize {
  readonly accounts: number;
  readonly pools: number;
  /** 0: the map is empty, as nodes from 10.4 on dump it (layout A2); otherwise layout A */
  readonly outputs: number;
}

const SCRIPTS_ONE_IN = 16;

/**
 * Writes a NewEpochState of any size, in the order a node writes it, never holding more than a megabyte of it. Its shape
 * and sizes are those of a mainnet dump (chain-input.md 5 and 6).
 * @returns bytes written, and the layout
 */
export function writeDump(path: string, size: DumpSize): { readonly bytes: number; readonly layout: LedgerLayout } {
  const file = new DumpFile(path);
  const { cbor } = file;
  const { accounts, pools, outputs } = size;
  const parts = new Parts(file, size);
  cbor.array(7).int(600);
  file.entries(pools, (row) => parts.pool(row).int(row % 40));
  file.entries(pools, (row) => parts.pool(row).int(row % 41));
  cbor.array(4).array(2).int(1_600_000_000_000_000).int(7_000_000_000_000_000);
  cbor.array(2).array(3).array(3).map(0).map(0).int(0);
  cbor.array(4);
  file.entries(pools, parts.poolParameters);
  cbor.map(0).map(0);
  file.entries(pools, (row) => parts.pool(row).int(500_000_000));
  cbor.array(4).array(2);
  file.entries(accounts, parts.account);
  cbor.map(0).map(0).map(0).array(4).map(0).map(0).int(0).int(0);
  cbor.array(6);
  const stake = outputs === 0 ? null : writeOutputs(file, { outputs, accounts, scripts: parts.scripts });
  if (stake === null) cbor.map(0);
  cbor.int(4_400_000_000_000).int(90_000_000_000);
  cbor.array(7).array(0).array(0).array(0);
  parts.parameters();
  parts.parameters();
  cbor.array(1).int(0).array(0);
  if (stake !== null) cbor.array(2);
  cbor.map();
  for (let row = 0; row < accounts; row += 1) {
    const amount = stake === null ? parts.stakeOf(row) : (stake[row] ?? 0);
    if (amount === 0) continue;
    parts.credential(row);
    cbor.int(amount);
    file.breathe();
  }
  cbor.break();
  if (stake !== null) cbor.map(0);
  cbor.int(0).array(4);
  for (let snapshot = 0; snapshot < 3; snapshot += 1) parts.snapshot();
  cbor.int(45_000_000_000).array(2).map(0).int(20_000_000_000_000);
  cbor.array(1).array(2).int(1).array(5).int(26_264_232_000_000).int(28_957_999_384_612);
  file.entries(accounts, parts.rewards);
  cbor.int(0).array(2).map(0).int(20_000_000_000_000).array(2).map(0).int(1).null();
  file.close();
  return { bytes: file.bytes, layout: stake === null ? 'A2' : 'A' };
}

class Parts {
  readonly scripts: number;
  readonly #file: DumpFile;
  readonly #size: DumpSize;

  constructor(file: DumpFile, size: DumpSize) {
    this.#file = file;
    this.#size = size;
    this.scripts = Math.floor(size.accounts / SCRIPTS_ONE_IN);
  }

  /** Scripts come first. */
  readonly credential = (row: number): void => {
    const hash = sortedHash(row, this.#size.accounts, 28);
    this.#file.cbor
      .array(2)
      .int(row < this.scripts ? 1 : 0)
      .bytes(hash);
  };

  pool(row: number) {
    const { pools } = this.#size;
    return this.#file.cbor.bytes(sortedHash(row % pools, pools, 28));
  }

  readonly poolParameters = (row: number): void => {
    this.pool(row).array(9);
    const cbor = this.pool(row).bytes(noise(row, 32)).int(100_000_000_000).int(340_000_000);
    cbor.tag(30).array(2).int(1).int(50);
    cbor
      .bytes(Uint8Array.of(0xe1, ...noise(row, 28)))
      .tag(258)
      .array(1)
      .bytes(noise(row, 28));
    cbor.array(1).array(3).int(1).int(3001).text('relay.example').null();
  };

  /** [[[balance, deposit]], pointers, [pool], [DRep]] */
  readonly account = (row: number): void => {
    this.credential(row);
    const { cbor } = this.#file;
    const balance = Math.floor(this.stakeOf(row) / 1000);
    cbor.array(4).array(1).array(2).int(balance).int(2_000_000).tag(258).array(0).array(1);
    this.pool(row).array(1).array(1).int(2);
  };

  /** set of [0 member, pool, lovelace] */
  readonly rewards = (row: number): void => {
    this.credential(row);
    this.#file.cbor.tag(258).array(1).array(3).int(0);
    this.pool(row).int(Math.floor(this.stakeOf(row) / 2000));
  };

  readonly snapshot = (): void => {
    const file = this.#file;
    const { accounts, pools } = this.#size;
    file.cbor.array(3);
    file.entries(accounts, (row) => {
      this.credential(row);
      file.cbor.int(this.stakeOf(row));
    });
    file.entries(accounts, (row) => {
      this.credential(row);
      this.pool(row);
    });
    file.entries(pools, this.poolParameters);
  };

  parameters(): void {
    const { cbor } = this.#file;
    cbor.array(31);
    for (const one of [44, 155_381, 90_112, 16_384, 1100, 2_000_000, 500_000_000, 18, 500]) cbor.int(one);
    for (const [n, d] of RATIOS) cbor.tag(30).array(2).int(n).int(d);
    cbor.array(2).int(10).int(0).int(170_000_000);
    for (let item = 14; item < 31; item += 1) cbor.int(0);
  }

  readonly stakeOf = (row: number): number => 5_000_000_000 + (row % 1000) * 1_000_000_007;
}

const RATIOS = [
  [3, 10],
  [3, 1000],
  [1, 5],
] as const;
