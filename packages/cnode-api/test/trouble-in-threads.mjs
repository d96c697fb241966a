// Loaded before a daemon and each of its threads (node --import). While the file TROUBLE_FILE stands there, whoever writes in a thread
// of it meets what the file says: `full`, a disk without room (/dev/full is one), or `kill`, the end of the whole process.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const file = process.env.TROUBLE_FILE ?? '';
const write = fs.writeSync;

if (!isMainThread) {
  fs.writeSync = (target, ...rest) => {
    const trouble = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    if (trouble === 'kill') {
      fs.rmSync(file);
      process.kill(process.pid, 'SIGKILL');
    }
    return write(trouble === 'full' ? fs.openSync('/dev/full', 'w') : target, ...rest);
  };
  syncBuiltinESMExports();
}
