import { awsUnreachable } from '@pooltool/shared-utils/aws';
import { expect, test } from 'vitest';
import { type Sinks, writeValues } from '../src/drain/sinks.ts';
import { textObject } from '../src/made-object.ts';

test('when one object cannot be put, no other is still under way after the failure is told', async () => {
  const slow = Promise.withResolvers<void>();
  const put: string[] = [];
  const sinks: Sinks = {
    root: 'Mainnet',
    firebase: { update: () => Promise.reject(new Error('no document of Firebase')) },
    objects: {
      delete: () => Promise.resolve(),
      async put({ key }) {
        if (key.endsWith('/refused')) throw awsUnreachable();
        await slow.promise;
        put.push(key);
        return { etag: '' };
      },
    },
  };
  const names = ['refused', ...Array.from({ length: 20 }, (_, index) => `later-${index}`)];
  let told = false;
  const written = writeValues(sinks, 'object-store', new Map(names.map((name) => [name, 1]))).finally(() => {
    told = true;
  });
  written.catch(() => {});
  await new Promise(setImmediate);
  expect(told).toBe(false);
  slow.resolve();
  await expect(written).rejects.toMatchObject({ code: 'POOLTOOL_AWS_UNREACHABLE' });
  const before = put.length;
  await new Promise(setImmediate);
  expect(put).toHaveLength(before);
  expect(before).toBeLessThan(names.length - 1);
});

test('an object that is not JSON goes as what it is, and never to Firebase', async () => {
  const put: unknown[] = [];
  const sinks: Sinks = {
    root: 'Mainnet',
    firebase: { update: async (values) => void put.push([...values]) },
    objects: {
      delete: () => Promise.resolve(),
      put: async ({ key, body, contentType }) => {
        put.push([key, Buffer.from(body instanceof Uint8Array ? body : []).toString(), contentType]);
        return { etag: '' };
      },
    },
  };
  const values = new Map([['a.svg', textObject('image/svg+xml', '<svg/>')]]);
  await writeValues(sinks, 'object-store', values);
  expect(put).toEqual([['Mainnet/a.svg', '<svg/>', 'image/svg+xml']]);
  await expect(writeValues(sinks, 'firebase', values)).rejects.toThrow(TypeError);
  expect(put).toHaveLength(1);
});
