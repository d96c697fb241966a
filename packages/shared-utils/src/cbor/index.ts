export { CborError } from './cbor-error.ts';
export { CborFileReader } from './file.ts';
export type { CborKind } from './kind.ts';
export { CborReader, type CborReaderOptions } from './reader.ts';
export { cborSequence } from './sequence.ts';
export type { CborSource } from './window.ts';
export { CborWriter } from './writer.ts';
