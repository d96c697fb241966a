import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Workers in processes of their own, which a test may kill. */
export function childWorkers(script: URL) {
  const children: ChildProcess[] = [];
  return {
    start(...args: readonly string[]) {
      const child = spawn(process.execPath, [script.pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const said: string[] = [];
      const exited = once(child, 'exit');
      createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
      return {
        child,
        /** The lines it printed so far. */
        said,
        exited,
        async kill() {
          child.kill('SIGKILL');
          await exited;
        },
      };
    },
    /** Kills all and waits until they are gone. */
    async killAll() {
      await Promise.all(
        children.splice(0).map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const exited = once(child, 'exit');
          child.kill('SIGKILL');
          await exited;
        }),
      );
    },
  };
}
