import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isCertificate } from '../src/v1/certificate.ts';
import { isVariant, VARIANTS } from '../src/v1/variants.ts';

const folder = fileURLToPath(new URL('../../../ops/oura/', import.meta.url));
const read = (file: string) => readFileSync(`${folder}${file}`, 'utf8').replaceAll(/[ \t]*#.*$/gm, '');
const files = readdirSync(folder).filter((file) => file.endsWith('.toml'));

/** The events that a configuration lets pass. */
const selected = (file: string) =>
  [...(/argument = \[([^\]]*)\]/.exec(read(file))?.[1] ?? '').matchAll(/"(\w+)"/g)].map(([, name = '']) => name);

describe('the Oura configurations in ops/oura', () => {
  test.each(files)(
    '%s posts to the consumer and ends after its retries, for its supervisor to start it anew',
    (file) => {
      const text = read(file);
      expect(text).toMatch(/url = "http:\/\/DATABASE:5660\/ouraconsume"/);
      expect(text).toMatch(/max_retries = \d{2}\n/);
      expect(text).not.toContain('Continue');
    },
  );

  test.each(files.filter((file) => file.startsWith('v1')))('%s selects events that Oura has, RollBack too', (file) => {
    const names = selected(file);
    expect(names).toContain('RollBack');
    expect(names.filter((name) => !isVariant(name))).toEqual([]);
    expect(read(file)).toMatch(/min_depth = 0\n/);
    expect(read(file)).toMatch(/include_byron_ebb = true\n/);
  });

  test('v1-without-cbor.toml selects everything a block is put together from', () => {
    const needed = ['Block', 'BlockEnd', 'Transaction', 'TxInput', 'TxOutput', ...VARIANTS.filter(isCertificate)];
    expect(selected('v1-without-cbor.toml')).toEqual(expect.arrayContaining(needed));
    expect(read('v1-without-cbor.toml')).toContain('include_block_end_events = true');
  });

  test('v1.toml asks for CBOR', () => {
    expect(read('v1.toml')).toContain('include_block_cbor = true');
  });
});
