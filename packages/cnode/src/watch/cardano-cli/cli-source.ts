import { type Epoch, epoch } from '@pooltool/domain';
import { ledgerSourceFailed } from '../../errors.ts';
import type { EpochTeller, LedgerSource } from '../ledger-source.ts';
import { cliVersionIn, ledgerStateArguments, type NodeAddress, tipArguments } from './cli-arguments.ts';
import { runCli } from './run-cli.ts';

interface CliSourceOptions {
  /** path of cardano-cli */
  readonly program: string;
  readonly node: NodeAddress;
  /** of a dump; everything else has to answer within a minute */
  readonly timeoutMs: number;
}

const QUICK_MS = 60_000;

/** The node's ledger state by cardano-cli. Its version is asked each time: the node may have been upgraded meanwhile. */
export function cliSource({ program, node, timeoutMs }: CliSourceOptions): LedgerSource & EpochTeller {
  return {
    name: 'cardano-cli',
    async epoch(signal) {
      const text = await runCli({ program, args: tipArguments(node), timeoutMs: QUICK_MS, signal });
      return epochInTip(text, program);
    },
    async dump(path, signal) {
      const says = await runCli({ program, args: ['--version'], timeoutMs: QUICK_MS, signal });
      const version = cliVersionIn(says);
      if (version === null) {
        throw ledgerSourceFailed({
          message: `${program} --version does not answer as cardano-cli does: ${head(says)}`,
        });
      }
      await runCli({ program, args: ledgerStateArguments(version, node, path), timeoutMs, signal });
    },
  };
}

/** `query tip` prints one JSON object; its `epoch` is the ledger's. */
function epochInTip(text: string, program: string): Epoch {
  try {
    const { epoch: told }: { epoch: unknown } = { epoch: undefined, ...Object(JSON.parse(text)) };
    return epoch(Number(typeof told === 'number' ? told : Number.NaN));
  } catch (cause) {
    throw ledgerSourceFailed({ message: `${program} query tip tells no epoch: ${head(text)}`, cause });
  }
}

const head = (text: string): string => JSON.stringify(text.slice(0, 200));
