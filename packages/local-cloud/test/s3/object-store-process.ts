import { startObjectStore } from '../../src/s3/index.ts';

/** An object store as a process of its own, to be killed: prints its address, runs until then. */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('give the data folder');
const { url } = await startObjectStore({ dataDir, buckets: ['archive'] });
process.stdout.write(`${url}\n`);
