import { startPostgres } from '@pooltool/local-cloud/postgres';

/** Starts PostgreSQL on the folder given, or a temporary one, says where, and exits when its input ends. */
const [dataDir] = process.argv.slice(2);
const server = await startPostgres(dataDir === undefined ? {} : { dataDir });
process.stdout.write(`${JSON.stringify({ url: server.url, dataDir: server.dataDir })}\n`);
process.stdin.resume().once('end', () => process.exit());
