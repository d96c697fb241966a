import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { wholeNumber } from '../whole-number.ts';

const port = wholeNumber({ max: 65_535 });

interface Options {
  readonly data?: string;
  readonly postgresPort?: number;
  readonly firebasePort?: number;
  readonly s3Port?: number;
  readonly dynamodbPort?: number;
}

export const localCloudCommand = ({ terminal }: CommandParts): Command =>
  new Command('local-cloud')
    .description('PostgreSQL, Realtime Database, S3 and DynamoDB on this machine, until Ctrl-C')
    .option('--data <dir>', 'keep everything there; without it nothing outlives the command')
    .option('--postgres-port <port>', 'default: a free one', port)
    .option('--firebase-port <port>', 'default: a free one', port)
    .option('--s3-port <port>', 'default: a free one', port)
    .option('--dynamodb-port <port>', 'default: a free one', port)
    .addHelpText(
      'after',
      `
Prints what to put into .env (or eval) on stdout. Not for production: anybody on this machine may read and write.

Examples:
  npx pooltool local-cloud
  npx pooltool local-cloud --data .data/cloud --postgres-port 5432 > .env`,
    )
    .action(async ({ data, postgresPort, firebasePort, s3Port, dynamodbPort }: Options) => {
      const [{ startLocalCloud }, { localCloudEnvironment }] = await Promise.all([
        import('@pooltool/local-cloud'),
        import('../local-cloud-environment.ts'),
      ]);
      const ports = {
        ...(postgresPort === undefined ? {} : { postgres: postgresPort }),
        ...(firebasePort === undefined ? {} : { firebase: firebasePort }),
        ...(s3Port === undefined ? {} : { s3: s3Port }),
        ...(dynamodbPort === undefined ? {} : { dynamodb: dynamodbPort }),
      };
      const { lines, buckets } = localCloudEnvironment();
      const stopped = terminal.untilStopped();
      const cloud = await startLocalCloud({ ports, buckets, ...(data === undefined ? {} : { dataDir: data }) });
      for (const line of lines(cloud)) terminal.print(line);
      terminal.tell('running; Ctrl-C stops it. A new database wants `npx pooltool migrate` first.');
      await stopped;
      await cloud.stop();
    });
