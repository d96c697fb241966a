import { closeSync, openSync, readSync } from 'node:fs';

/**
 * A ledger dump decoded as the old backend did: a byte at a time, every value with the path it stands at, and every path
 * held against a list of patterns (original.md 6.1: positions from 1, `*` any entry, an entry's key 1 and value 2). What it
 * picks is the stake, the delegations and the live accounts, as hex and big numbers in maps.
 */
export function decodeTheOldWay(path: string): OldDump {
  const bytes = new ByteByByte(path);
  try {
    const dump = new OldDump();
    readItem(bytes, [], dump);
    return dump;
  } finally {
    bytes.close();
  }
}

const PATTERNS = {
  stakeOwner: '4,3,1,1,*,1,2',
  stake: '4,3,1,1,*,2',
  delegator: '4,3,1,2,*,1,2',
  pool: '4,3,1,2,*,2',
  account: '4,2,1,3,1,1,*,1,2',
  balance: '4,2,1,3,1,1,*,2,1,1,1',
  output: '4,2,2,1,*,2,1',
  amount: '4,2,2,1,*,2,2',
  amountBesideAssets: '4,2,2,1,*,2,2,1',
} as const;
type Picked = keyof typeof PATTERNS;
const LIST = Object.entries(PATTERNS).map(([name, pattern]) => ({ name, pattern: pattern.split(',') }));

class OldDump {
  readonly stake = new Map<string, bigint>();
  readonly delegations = new Map<string, string>();
  readonly balances = new Map<string, bigint>();
  readonly live = new Map<string, bigint>();
  #key = '';

  take(name: string, value: bigint | string): void {
    const amount = typeof value === 'bigint' ? value : 0n;
    const kind: Picked | undefined = KINDS.find((one) => one === name);
    if (kind === undefined) return;
    if (typeof value === 'string' && kind !== 'pool') this.#key = kind === 'output' ? value.slice(-56) : value;
    else if (kind === 'stake') this.stake.set(this.#key, amount);
    else if (kind === 'pool') this.delegations.set(this.#key, String(value));
    else if (kind === 'balance') this.balances.set(this.#key, amount);
    else if (kind === 'amount' || kind === 'amountBesideAssets') {
      this.live.set(this.#key, (this.live.get(this.#key) ?? 0n) + amount);
    }
  }
}

const KINDS: readonly Picked[] = [
  ...(['stakeOwner', 'stake', 'delegator', 'pool', 'account', 'balance'] as const),
  ...(['output', 'amount', 'amountBesideAssets'] as const),
];

function readItem(bytes: ByteByByte, path: string[], dump: OldDump): void {
  const initial = bytes.next();
  const major = initial >> 5;
  const length = bytes.argument(initial & 31);
  if (major <= 1) report(path, major === 0 ? length : -1n - length, dump);
  else if (major <= 3) report(path, bytes.hex(Number(length)), dump);
  else if (major === 6) readItem(bytes, [...path, '1'], dump);
  else if (major < 6) readItems(bytes, path, { dump, length, ofMap: major === 5 });
}

function readItems(
  bytes: ByteByByte,
  path: string[],
  { dump, length, ofMap }: { dump: OldDump; length: bigint; ofMap: boolean },
): void {
  for (let index = 1; length < 0n ? !bytes.takesBreak() : index <= length; index += 1) {
    if (ofMap) {
      readItem(bytes, [...path, `${index}`, '1'], dump);
      readItem(bytes, [...path, `${index}`, '2'], dump);
    } else readItem(bytes, [...path, `${index}`], dump);
  }
}

function report(path: readonly string[], value: bigint | string, dump: OldDump): void {
  for (const { name, pattern } of LIST) {
    if (pattern.length === path.length && pattern.every((step, at) => step === '*' || step === path[at])) {
      dump.take(name, value);
    }
  }
}

const INDEFINITE = 31;
const BREAK = 0xff;

/** A buffered file, of which one byte is asked for at a time. */
class ByteByByte {
  readonly #file: number;
  readonly #buffer = new Uint8Array(1 << 16);
  #at = 0;
  #end = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  close(): void {
    closeSync(this.#file);
  }

  next(): number {
    this.#fill();
    const byte = this.#buffer[this.#at] ?? 0;
    this.#at += 1;
    return byte;
  }

  takesBreak(): boolean {
    this.#fill();
    if (this.#buffer[this.#at] !== BREAK) return false;
    this.#at += 1;
    return true;
  }

  /** −1 for an indefinite length. */
  argument(info: number): bigint {
    if (info < 24) return BigInt(info);
    if (info === INDEFINITE) return -1n;
    let value = 0n;
    for (let left = 1 << (info - 24); left > 0; left -= 1) value = (value << 8n) | BigInt(this.next());
    return value;
  }

  hex(length: number): string {
    let text = '';
    for (let left = length; left > 0; left -= 1) text += this.next().toString(16).padStart(2, '0');
    return text;
  }

  #fill(): void {
    if (this.#at < this.#end) return;
    this.#end = readSync(this.#file, this.#buffer);
    this.#at = 0;
    if (this.#end === 0) throw new Error('the dump ended');
  }
}

export type { OldDump };
