import { readFile } from 'node:fs/promises';
import { poolToolErrorIn } from '@pooltool/shared-utils/errors';

const PAGE = new URL('../../../docs/errors.md', import.meta.url);

/** An error for a person: code, message, what to do about it (from docs/errors.md). The stack only when asked for. */
export async function toldError(error: unknown, { verbose }: { readonly verbose: boolean }): Promise<string[]> {
  const told = poolToolErrorIn(error);
  const message = error instanceof Error ? error.message : String(error);
  const lines = told === undefined ? [`POOLTOOL_UNEXPECTED: ${message}`] : [`${told.code}: ${told.message}`];
  const remedy = await remedyOf(told?.code ?? 'POOLTOOL_UNEXPECTED');
  if (remedy !== null) lines.push(`What to do: ${remedy}`);
  if (!verbose) return told === undefined ? [...lines, '--verbose shows where it happened.'] : lines;
  return [...lines, ...stacks(error)];
}

/** The `Do:` line of the code's entry; null when there is no page (an installation without docs) or no entry. */
async function remedyOf(code: string): Promise<string | null> {
  const page = await readFile(PAGE, 'utf8').catch(() => '');
  const entry = page.split(/^### /m).find((text) => text.startsWith(`${code}\n`));
  return /^Do: (.+)$/m.exec(entry ?? '')?.[1] ?? null;
}

function stacks(error: unknown): string[] {
  const lines: string[] = [];
  for (let one = error, depth = 0; one instanceof Error && depth < 10; one = one.cause, depth += 1) {
    lines.push(`${depth === 0 ? '' : 'caused by '}${one.stack ?? one.message}`);
  }
  return lines;
}
