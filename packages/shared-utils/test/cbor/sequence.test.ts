import { CborError, CborWriter, cborSequence } from '@pooltool/shared-utils/cbor';
import { expect, test } from 'vitest';

async function* inPieces(bytes: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

const collect = async (bytes: Uint8Array, step: number): Promise<string[]> => {
  const items: string[] = [];
  for await (const item of cborSequence(inPieces(bytes, step))) items.push(Buffer.from(item).toString('hex'));
  return items;
};

const three = Buffer.from('8201029f41aaff1903e8', 'hex');

test('items back to back come out whole, however the stream is cut', async () => {
  for (const step of [1, 2, 3, 100]) expect(await collect(three, step)).toEqual(['820102', '9f41aaff', '1903e8']);
});

test('a long item in small pieces comes out whole', async () => {
  const long = new CborWriter().bytes(new Uint8Array(300_000).fill(1)).finish();
  expect(await collect(Buffer.concat([long, three]), 1000)).toHaveLength(4);
});

test('a stream that ends inside an item says where', async () => {
  await expect(collect(three.subarray(0, 9), 4)).rejects.toMatchObject({ offset: 7, truncated: true });
});

test('an item that is none says where in the whole stream', async () => {
  const error = await collect(Buffer.concat([three, Buffer.from([0xff])]), 2).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CborError);
  expect(error).toMatchObject({ offset: 10, found: 'a break' });
});
