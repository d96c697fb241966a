/** How to reach AWS, or a server that speaks its protocols: only the address differs. */
export interface AwsConnection {
  readonly region: string;
  /** Address of another server. Default: AWS itself. */
  readonly endpoint?: string | undefined;
  /** Both keys or none. Without them: the machine's role at AWS, any name at an `endpoint`. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
}

const CONNECTION_TIMEOUT_MS = 5_000;
/** Without a byte moving. */
const SOCKET_TIMEOUT_MS = 60_000;

/** What every SDK client of ours is made with. */
export function clientConfig({ region, endpoint, accessKeyId, secretAccessKey }: AwsConnection) {
  const keys =
    accessKeyId !== undefined && secretAccessKey !== undefined
      ? { accessKeyId, secretAccessKey }
      : // Else the SDK would look for the role of a machine that is not at AWS, over the network.
        endpoint !== undefined
        ? { accessKeyId: 'local', secretAccessKey: 'local' }
        : undefined;
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(keys && { credentials: keys }),
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS },
  };
}
