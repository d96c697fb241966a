import { mainnet, preview } from '@pooltool/domain';
import { expect, test } from 'vitest';
import { documentsUrl } from '../../src/histories/documents-url.ts';
import { filesAt } from '../../src/histories/history-meta.ts';

const STORE = { OBJECT_STORE_REGION: 'us-west-2', OBJECT_STORE_BUCKET: 'ours' };

test.each([
  ['as it is told', { REST_API_FILES_URL: 'https://files.test/b', DOCUMENTS_BUCKET: 'd' }, 'https://files.test/b'],
  ['as the API itself reaches it', { OBJECT_STORE_ENDPOINT: 'http://127.0.0.1:9000/' }, 'http://127.0.0.1:9000/ours'],
  ['in the bucket of documents', { DOCUMENTS_BUCKET: 'data.io' }, 'https://s3.us-west-2.amazonaws.com/data.io'],
])('documents lie %s', (_how, given, url) => {
  expect(documentsUrl({ ...STORE, ...given })).toBe(url);
});

test('a file lies where the publisher puts it: statistics of mainnet at the top, all else below the network', () => {
  const of = 'https://files.test/b//';
  expect(filesAt(of, mainnet)('stake_history/ab/ab.json')).toBe(
    'https://files.test/b/Mainnet/stake_history/ab/ab.json',
  );
  expect(filesAt(of, mainnet)('stats/stats.json')).toBe('https://files.test/b/stats/stats.json');
  expect(filesAt(of, preview)('stats/stats.json')).toBe('https://files.test/b/Preview/stats/stats.json');
});
