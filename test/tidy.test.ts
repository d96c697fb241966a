import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The repository as a thing under test. Each rule's failure says what to do instead. */
const root = join(import.meta.dirname, '..');
const packages = globSync('packages/*/package.json', { cwd: root }).map(dirname).sort();

/** Tracked files and those that are about to be: what git would take. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root })
  .toString('utf8')
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What daemons run: src of every package, without the support that test files import and what a program wrote. */
const sources = files.filter(
  (file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file) && !/\/src\/(testing|generated)\//.test(file),
);
const within = (folder: string) => (file: string) => file.startsWith(folder);

/** A source's lines that hold what must not stand there, comments aside, as `file:line text`. */
function linesWith(pattern: RegExp, excepted: readonly string[]): readonly string[] {
  return sources
    .filter((file) => !excepted.some((folder) => within(folder)(file)))
    .flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, at) =>
          pattern.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [],
        ),
    );
}

describe('a source file', () => {
  test('there are some: a wrong glob would find everything tidy', () => {
    expect(sources.length).toBeGreaterThan(400);
    expect(packages.length).toBeGreaterThan(10);
  });

  test('is named for what is in it', () => {
    const vague = sources.filter((file) =>
      /^(utils?|helpers?|commons?|types?|misc|managers?)\.ts$/.test(basename(file)),
    );
    expect(vague, 'name the thing: a file of types is called by what they describe, a helper by what it does').toEqual(
      [],
    );
  });

  test('has its settings handed in', () => {
    // The one place that reads and tells all faults at once.
    const found = linesWith(/\bprocess\.env\b/, ['packages/shared-utils/src/config/']);
    expect(found, 'declare a setting in the package’s config.ts and take its value as an argument').toEqual([]);
  });

  test('has the time handed in', () => {
    const found = linesWith(/\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\()|\bperformance\.now\b|\bhrtime\b/, [
      'packages/shared-utils/src/clock/',
    ]);
    expect(
      found,
      'take a Clock of @pooltool/shared-utils/clock: tests and simulations run on a time of their own',
    ).toEqual([]);
  });

  test('has chance handed in', () => {
    const found = linesWith(/\bMath\.random\b/, []);
    expect(found, 'take a seeded generator (simulator) or node:crypto (keys, jitter)').toEqual([]);
  });

  test('tells what happens through the log', () => {
    // The command line speaks to a person.
    const found = linesWith(/\bconsole\.(log|error|warn|info|debug|trace|table)\b/, ['packages/cli/src/']);
    expect(found, 'take a Log of @pooltool/shared-utils/log: one JSON line with a constant event name').toEqual([]);
  });

  test('is at most 320 lines long', () => {
    const long = sources
      .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 320)
      .map(({ file, lines }) => `${file}: ${lines}`);
    expect(long, 'one idea a file: find the second one and give it a file and a name').toEqual([]);
  });
});

describe('a package', () => {
  test.each(packages)('%s says in a screen what it is for', (folder) => {
    const readme = join(folder, 'README.md');
    expect(existsSync(join(root, readme)), `write ${readme}: what it is for, and what it is not`).toBe(true);
    const lines = textOf(readme).split('\n').length - 1;
    expect(lines, `${readme}: what does not fit on a screen belongs in docs/`).toBeLessThanOrEqual(60);
  });
});

describe('a tracked file', () => {
  test('names no place of one machine', () => {
    const place = /(?<![\w.$}~/-])\/(?:work|home|Users|root)\/[\w.-]+/;
    const found = files
      .filter((file) => file !== 'pnpm-lock.yaml' && !textOf(file).includes('\0'))
      .flatMap((file) =>
        textOf(file)
          .split('\n')
          .flatMap((line, at) => (place.test(line) ? [`${file}:${at + 1} ${line.trim().slice(0, 120)}`] : [])),
      );
    expect(found, 'say it from the project’s root (import.meta.dirname), or take it as a setting').toEqual([]);
  });
});

describe('a dependency', () => {
  type Declared = { readonly name: string; readonly version: string; readonly file: string };

  const declared: readonly Declared[] = [
    'package.json',
    ...packages.map((folder) => join(folder, 'package.json')),
  ].flatMap((file) => {
    const manifest: Record<string, unknown> = JSON.parse(textOf(file));
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.entries(Object(manifest[kind])).map(([name, version]) => ({ name, version: String(version), file })),
    );
  });
  const foreign = declared.filter(({ version }) => version !== 'workspace:*');

  const inWords = ({ name, version, file }: Declared): string => `${name} ${version} in ${file}`;

  /** The first column of the table: `a, b` names two, `@scope/*` all of a scope; a version or remark may follow a name. */
  const rows = textOf('decisions/dependencies.md')
    .split('\n')
    .filter((line) => /^\| (?!library|---)/.test(line))
    .flatMap((line) => (line.split('|')[1] ?? '').replaceAll(/\([^)]*\)/g, '').split(','))
    .map((name) => name.trim().split(' ')[0] ?? '');
  const covers = (row: string, name: string): boolean =>
    row.endsWith('/*') ? name.startsWith(row.slice(0, -1)) : row === name;

  test('has one exact version', () => {
    const loose = foreign
      .filter(({ version }) => !/^(npm:(@?[\w./-]+)@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(inWords);
    expect(loose, 'write the version that was tested, without ^ or ~').toEqual([]);
    const versions = Map.groupBy(foreign, ({ name }) => name);
    const several = [...versions.values()].filter((uses) => new Set(uses.map(({ version }) => version)).size > 1);
    expect(several.flat().map(inWords), 'one version of a library in the whole house').toEqual([]);
  });

  test('is told in decisions/dependencies.md why it was chosen', () => {
    const silent = foreign.filter(({ name }) => !rows.some((row) => covers(row, name))).map(inWords);
    expect(silent, 'give it a line in decisions/dependencies.md, or do without it').toEqual([]);
  });

  test('that is told there is used', () => {
    const gone = rows.filter((row) => !foreign.some(({ name }) => covers(row, name)));
    expect(gone, 'take the line out of decisions/dependencies.md: nobody asks for it any more').toEqual([]);
  });
});
