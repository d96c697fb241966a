import dynalite from 'dynalite';
import { lockFolder } from '../folder-lock.ts';
import { listen, type RunningServer } from '../serve.ts';

export interface DynamoDbOptions {
  /** Default: a free port. */
  readonly port?: number;
  /** Default: this machine only. */
  readonly host?: string;
  /** Default: tables live in memory and end with the server. */
  readonly dataDir?: string;
}

/**
 * DynamoDB for the official SDK, by dynalite. What dynalite has not: transactions (TransactWriteItems answers UnknownOperationException) and
 * time to live. A table is there a moment after it is made: wait for it, as with the real service.
 *
 * @throws POOLTOOL_LOCAL_FOLDER_IN_USE; Error EADDRINUSE.
 */
export async function startDynamoDb(options: DynamoDbOptions = {}): Promise<RunningServer> {
  const { port = 0, host = '127.0.0.1', dataDir } = options;
  // dynalite itself would open the folder with the first request, and bring the process down if it cannot.
  const lock = dataDir === undefined ? undefined : await lockFolder(dataDir);
  const server = dynalite({
    ...(dataDir !== undefined && { path: dataDir }),
    createTableMs: 0,
    updateTableMs: 0,
    deleteTableMs: 0,
  });
  return await listen(server, { port, host, onStopped: async () => lock?.release() });
}
