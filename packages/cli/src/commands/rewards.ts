import { Command, InvalidArgumentError } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';

const explain = () => import('../rewards-explain/index.ts');

/** The reward audit: how a reward came about, and where every lovelace of the pot went. */
export const rewardsCommand = (parts: CommandParts): Command =>
  new Command('rewards')
    .description('the reward audit: explain, pot')
    .addCommand(explainCommand(parts))
    .addCommand(potCommand(parts));

const AFTER = `
Everything is computed anew by the code that computes rewards and held against what is recorded. Exit code 1 when a
lovelace differs, or there is nothing to explain. Epochs are those whose blocks earned the reward.

Settings: DATABASE_URL

Examples:
`;

const explainCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('explain')
    .description("a pool's or an account's rewards, step by step, to the lovelace")
    .argument('<subject>', 'a pool (pool1… or its hex), or an account (stake1…, stake_test1…, key:<hex>, script:<hex>)')
    .requiredOption('--epoch <number>', 'the epoch whose blocks earned the reward', wholeNumber())
    .option(
      '--members <count>',
      'how many members of a pool to show, those with the most stake first; or all',
      count,
      10,
    )
    .option('--json', 'print one JSON object, every member in it (docs/rewards-audit.md)')
    .addHelpText(
      'after',
      `${AFTER}  npx pooltool rewards explain pool1… --epoch 645
  npx pooltool rewards explain stake1… --epoch 645 --json | jq .sums`,
    )
    .action(async (subject: string, options: { json?: boolean; epoch: number; members: number }) => {
      const { explainSubject } = await explain();
      const { lines, isRight } = await explainSubject(subject, { ...options, json: options.json === true });
      for (const line of lines) terminal.print(line);
      exit(isRight ? EXIT.ok : EXIT.failed);
    });

const potCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('pot')
    .description('where every lovelace of an epoch’s reward pot went; the last line is the sum and the difference')
    .requiredOption('--epoch <number>', 'the epoch whose blocks earned the reward', wholeNumber())
    .option('--json', 'print one JSON object (docs/rewards-audit.md)')
    .addHelpText('after', `${AFTER}  npx pooltool rewards pot --epoch 645`)
    .action(async (options: { json?: boolean; epoch: number }) => {
      const { explainPotOf } = await explain();
      const { lines, isRight } = await explainPotOf({ ...options, json: options.json === true });
      for (const line of lines) terminal.print(line);
      exit(isRight ? EXIT.ok : EXIT.failed);
    });

function count(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  try {
    return wholeNumber()(text);
  } catch {
    throw new InvalidArgumentError('It wants a whole number from 0 on, or all.');
  }
}
