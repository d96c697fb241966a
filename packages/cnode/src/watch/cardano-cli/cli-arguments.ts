import { mainnet } from '@pooltool/domain';

/** As `cardano-cli --version` tells it: 10.8.0.0 is major 10, minor 8. */
export interface CliVersion {
  readonly major: number;
  readonly minor: number;
}

/** Which node a question goes to. */
export interface NodeAddress {
  readonly socketPath: string;
  readonly magic: number;
}

/** Null when this is not what a cardano-cli says. */
export function cliVersionIn(text: string): CliVersion | null {
  const [, major, minor] = /^cardano-cli (\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) };
}

/** From 10.9 on the default is JSON, and `--output-text` is what writes the bytes (chain-input.md 5.1). */
const writesJson = ({ major, minor }: CliVersion): boolean => major > 10 || (major === 10 && minor >= 9);

/** `query ledger-state` so that raw CBOR comes out, whatever the version. */
export function ledgerStateArguments(version: CliVersion, node: NodeAddress, outFile: string): string[] {
  const [era, form] = writesJson(version) ? [['conway'], ['--output-text']] : [[], []];
  return [...era, 'query', 'ledger-state', ...addressArguments(node), ...form, '--out-file', outFile];
}

export const tipArguments = (node: NodeAddress): string[] => ['query', 'tip', ...addressArguments(node)];

const addressArguments = ({ socketPath, magic }: NodeAddress): string[] => [
  '--socket-path',
  socketPath,
  ...(magic === mainnet.magic ? ['--mainnet'] : ['--testnet-magic', `${magic}`]),
];
