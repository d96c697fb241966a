// A local object store in a process of its own, so that its memory and its time are not epoch-processing's.
// Arguments: a bucket, a folder. Prints its URL, and ends when its parent does.
import { startObjectStore } from '../../../packages/local-cloud/src/index.ts';

const [bucket = '', dataDir = ''] = process.argv.slice(2);
const server = await startObjectStore({ buckets: [bucket], dataDir });
process.stdout.write(`${server.url}\n`);
process.stdin.resume().once('end', () => void server.stop());
