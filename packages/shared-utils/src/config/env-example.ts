import type { ConfigDefinition } from './define-config.ts';
import type { Setting } from './setting.ts';

type Use = {
  readonly name: string;
  readonly setting: Setting<unknown>;
  readonly daemons: readonly string[];
  /** those among the daemons that do less without it, where others demand it */
  readonly maybe: readonly string[];
};

const HEAD = `# The settings of every daemon. Printed by \`npm run env-example\` from the same list the daemons read:
# copy it to .env and fill in what has no value. What stands behind a # is the default.`;

/**
 * The text of .env.example: what several daemons share first, then each daemon's own, grouped by daemon.
 * @throws TypeError when two daemons mean different things by one variable: one name, one meaning. What one daemon demands
 * another may do without.
 */
export function envExample(definitions: readonly ConfigDefinition[]): string {
  const uses = usesOf(definitions);
  const shared = uses.filter((use) => use.daemons.length > 1);
  const daemons = [...new Set(definitions.map(nameOf))];
  const groups = [
    group('shared', shared, usedBy),
    ...daemons.map((daemon) =>
      group(
        daemon,
        uses.filter((use) => use.daemons.length === 1 && use.daemons[0] === daemon),
        () => [],
      ),
    ),
  ];
  return `${[HEAD, ...groups.filter((text) => text !== '')].join('\n\n')}\n`;
}

const nameOf = (definition: ConfigDefinition): string => definition.daemon ?? 'every process';

function usesOf(definitions: readonly ConfigDefinition[]): readonly Use[] {
  const byName = new Map<string, Use>();
  for (const definition of definitions) {
    for (const [name, setting] of Object.entries(definition.settings)) {
      const before = byName.get(name);
      if (before !== undefined && meaningOf(before.setting) !== meaningOf(setting)) {
        throw new TypeError(
          `${name} means one thing for ${before.daemons.join(', ')}, another for ${nameOf(definition)}`,
        );
      }
      byName.set(name, joined(before, { name, setting, daemons: [nameOf(definition)], maybe: [] }));
    }
  }
  return [...byName.values()];
}

function joined(before: Use | undefined, use: Use): Use {
  if (before === undefined) return use;
  const kinds = [before.setting.presence.kind, use.setting.presence.kind];
  const daemons = [...before.daemons, ...use.daemons];
  if (kinds[0] === kinds[1]) return { ...use, daemons, maybe: before.maybe };
  const [demanded, without] = kinds[1] === 'optional' ? [before, use.daemons] : [use, before.daemons];
  return { ...demanded, daemons, maybe: [...before.maybe, ...without] };
}

function meaningOf({ says, wants, presence }: Setting<unknown>): string {
  return JSON.stringify([says, wants, presence.kind === 'default' ? ['default', presence.text] : '']);
}

const usedBy = ({ daemons, maybe }: Use): readonly string[] => [
  `# Used by ${daemons.join(', ')}${maybe.length === 0 ? '' : `; may be left out for ${maybe.join(', ')}`}`,
];

function group(title: string, uses: readonly Use[], note: (use: Use) => readonly string[]): string {
  if (uses.length === 0) return '';
  const entries = uses.map((use) => [...entryOf(use), ...note(use), lineOf(use)].join('\n'));
  return [`# ---- ${title} ----`, ...entries].join('\n\n');
}

function entryOf({ setting }: Use): readonly string[] {
  const may = setting.presence.kind === 'optional' ? ' May be left out.' : '';
  return [`# ${setting.says}`, `# ${setting.wants.charAt(0).toUpperCase()}${setting.wants.slice(1)}.${may}`];
}

function lineOf({ name, setting: { presence, example = '' } }: Use): string {
  switch (presence.kind) {
    case 'required':
      return `${name}=${quoted(example)}`;
    case 'default':
      return `# ${name}=${quoted(presence.text)}`;
    case 'optional':
      return `# ${name}=${quoted(example)}`;
  }
}

/** `.env` takes a # after a blank for a comment, and trims. */
function quoted(text: string): string {
  return /^[^\s#'"`]*$/.test(text) ? text : `'${text}'`;
}
