import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../../scripts/project-node.mjs';

/** What the process that asks is told. */
export interface Asking {
  /** asked in turn */
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** every answer must have it */
  readonly status: 200 | 304;
  /** requests a second; 0: as fast as they are answered */
  readonly rate: number;
  readonly seconds: number;
  readonly connections: number;
}

/** What it heard. Milliseconds from when a request was due until its answer was complete. */
export interface Answered {
  readonly requests: number;
  readonly rps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** of a body, as it travelled */
  readonly bytesEach: number;
}

/** One answer for each asking. */
type Heard<Askings extends readonly Asking[]> = { -readonly [Index in keyof Askings]: Answered };

/** Asks from a process of its own, one asking after the other; answers what each heard. @throws Error when an answer has another status, or the server hangs up */
export async function load<const Askings extends readonly Asking[]>(
  address: string,
  askings: Askings,
): Promise<Heard<Askings>> {
  const child = spawn(process.execPath, [join(projectRoot, 'test/bench/api/load-process.ts'), address], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (piece: Buffer) => {
    printed += piece.toString();
  });
  child.stdin.end(JSON.stringify(askings));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`asking for ${askings[0]?.paths[0]} ended with ${String(code)}`);
  return JSON.parse(printed);
}
