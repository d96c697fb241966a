import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** `package/src/file.ts` → every code that file declares. Each is a literal in `errorKind({ code: 'POOLTOOL_…' })`. */
type Declared = { readonly code: string; readonly room: string; readonly disposition: string; readonly file: string };

function declaredCodes(): readonly Declared[] {
  return globSync('packages/*/src/**/*.ts', { cwd: root })
    .filter((file) => !file.includes('node_modules'))
    .sort()
    .flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*(\*|\/\/).*$/gm, '');
      return [...source.matchAll(/code: ['"`](POOLTOOL_\w*)['"`],(?:\s*disposition: '(\w+)')?/g)].map(
        ([, code = '', disposition = 'not beside its code']) => ({
          code,
          disposition,
          room: file.split('/')[1] ?? '',
          file,
        }),
      );
    });
}

type Documented = { readonly code: string; readonly room: string; readonly disposition: string; readonly text: string };

/** `## room`, then per code `### CODE`, a line `disposition …`, `Means: …` and `Do: …`. */
function documentedCodes(): readonly Documented[] {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  return page.split(/^## /m).flatMap((chapter) => {
    const room = chapter.slice(0, chapter.indexOf('\n')).trim();
    return chapter
      .split(/^### /m)
      .slice(1)
      .map((entry) => {
        const [code = '', ...lines] = entry.split('\n');
        const text = lines.join('\n').trim();
        return { code: code.trim(), room, disposition: /^\w+/.exec(text)?.[0] ?? '', text };
      });
  });
}

const declared = declaredCodes();
const documented = documentedCodes();

function twice(codes: readonly { readonly code: string }[]): readonly string[] {
  const all = codes.map(({ code }) => code);
  return all.filter((code, at) => all.indexOf(code) !== at);
}

describe('docs/errors.md and the code', () => {
  test('the code has error codes to be documented', () => {
    expect(declared.map(({ code }) => code)).toContain('POOLTOOL_CONFIG_INVALID');
  });

  test('every code of the code is on the page, under its room and with its disposition', () => {
    const onPage = documented.map(({ code, room, disposition }) => ({ code, room, disposition }));
    const missing = declared.filter(
      ({ code, room, disposition }) =>
        !onPage.some((one) => one.code === code && one.room === room && one.disposition === disposition),
    );
    expect(missing, 'write these into docs/errors.md').toEqual([]);
  });

  test('every code of the page is in the code', () => {
    const known = new Set(declared.map(({ code }) => code));
    expect(documented.map(({ code }) => code).filter((code) => !known.has(code))).toEqual([]);
  });

  test('no code is given twice', () => {
    expect(twice(declared)).toEqual([]);
    expect(twice(documented)).toEqual([]);
  });

  test('codes are POOLTOOL_ and words in capitals', () => {
    expect(declared.map(({ code }) => code).filter((code) => !/^POOLTOOL(_[A-Z][A-Z0-9]*)+$/.test(code))).toEqual([]);
  });

  test('every code tells what it means and what to do', () => {
    const silent = documented.filter(({ text }) => !/^Means: \S.+/m.test(text) || !/^Do: \S.+/m.test(text));
    expect(silent.map(({ code }) => code)).toEqual([]);
  });
});
