import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal, on stderr: stdout is for results. Only `yes` is a yes; null without a terminal. */
export async function confirm(question: string): Promise<boolean | null> {
  if (!process.stdin.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} (yes/no) `).catch(noAnswer);
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    lines.close();
  }
}

/** Ctrl-C and Ctrl-D are no yes. */
function noAnswer(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ABORT_ERR') return '';
  throw error;
}
