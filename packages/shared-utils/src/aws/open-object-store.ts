import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type AwsConnection, clientConfig } from './connection.ts';
import type { CountBilled } from './count-billed.ts';
import { awsError, awsUnreachable, factsOf } from './errors.ts';
import type { BytesWanted, ListedObject, ObjectBody, ObjectStore, ObjectToPut } from './object-store.ts';

const MOST_DELETED_AT_ONCE = 1000;

export interface ObjectStoreConnection extends AwsConnection {
  readonly bucket: string;
  readonly count: CountBilled;
}

/** Nothing is sent before the first operation. With an `endpoint` the bucket stands in the path, without one in the host name. */
export function openObjectStore({ bucket, count, ...connection }: ObjectStoreConnection): ObjectStore {
  const client = new S3Client({
    ...clientConfig(connection),
    forcePathStyle: connection.endpoint !== undefined,
    // Otherwise the SDK wraps every streamed body in chunks with a trailer, which several S3 servers store as they come.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const Bucket = bucket;

  async function get(key: string, range?: string): Promise<(GetObjectCommandOutput & { stream: Readable }) | null> {
    try {
      const output = await client.send(new GetObjectCommand({ Bucket, Key: key, Range: range }));
      count('s3_get', output.ContentLength ?? 0);
      if (!(output.Body instanceof Readable)) throw awsUnreachable({ message: `get ${key}: the answer has no body` });
      return { ...output, stream: output.Body };
    } catch (error) {
      if (!isAbsent(error)) throw awsError(error, `get ${key}`);
      count('s3_get', 0);
      return null;
    }
  }

  async function getBytes(key: string, range?: string) {
    const found = await get(key, range);
    if (found === null) return null;
    try {
      return { bytes: Buffer.concat(await found.stream.toArray()), etag: found.ETag ?? '' };
    } catch (error) {
      throw awsError(error, `get ${key}`);
    }
  }

  return {
    async put({ key, body, contentType, contentEncoding, cacheControl, ifNoneMatch }: ObjectToPut) {
      try {
        const output = await client.send(
          new PutObjectCommand({
            Bucket,
            Key: key,
            ...bodyInput(body),
            ContentType: contentType,
            ContentEncoding: contentEncoding,
            CacheControl: cacheControl,
            IfNoneMatch: ifNoneMatch,
          }),
        );
        return { etag: output.ETag ?? '' };
      } catch (error) {
        throw awsError(error, `put ${key}`);
      } finally {
        count('s3_put', 'stream' in body ? body.length : body.byteLength);
      }
    },

    get: (key) => getBytes(key),
    getRange: (key, wanted) => getBytes(key, rangeHeader(wanted)),
    async getStream(key) {
      const found = await get(key);
      return found && { stream: found.stream, length: found.ContentLength ?? 0, etag: found.ETag ?? '' };
    },

    async head(key) {
      try {
        const found = await client.send(new HeadObjectCommand({ Bucket, Key: key }));
        return {
          length: found.ContentLength ?? 0,
          etag: found.ETag ?? '',
          lastModifiedMs: found.LastModified?.getTime() ?? 0,
          contentType: found.ContentType,
          contentEncoding: found.ContentEncoding,
        };
      } catch (error) {
        if (isAbsent(error)) return null;
        throw awsError(error, `head ${key}`);
      } finally {
        count('s3_get', 0);
      }
    },

    async delete(keys) {
      const all = Array.from(keys, (Key) => ({ Key }));
      for (let i = 0; i < all.length; i += MOST_DELETED_AT_ONCE) {
        const Objects = all.slice(i, i + MOST_DELETED_AT_ONCE);
        const operation = `delete ${Objects.length} objects from ${Objects[0]?.Key}`;
        try {
          const { Errors = [] } = await client.send(
            new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          const [first] = Errors;
          if (first)
            throw awsUnreachable({ message: `delete ${first.Key}: ${first.Code}`, details: { failed: Errors.length } });
        } catch (error) {
          throw awsError(error, operation);
        } finally {
          count('s3_delete', 0);
        }
      }
    },

    async *list(prefix): AsyncGenerator<ListedObject> {
      let token: string | undefined;
      do {
        const page = await listPage(prefix, token);
        for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
          yield { key: Key, length: Size, etag: ETag, lastModifiedMs: LastModified?.getTime() ?? 0 };
        }
        token = page.NextContinuationToken;
      } while (token !== undefined);
    },

    close: () => client.destroy(),
  };

  async function listPage(prefix: string, token: string | undefined) {
    try {
      return await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken: token }));
    } catch (error) {
      throw awsError(error, `list ${prefix}`);
    } finally {
      count('s3_list', 0);
    }
  }
}

const bodyInput = (body: ObjectBody) =>
  'stream' in body ? { Body: body.stream, ContentLength: body.length } : { Body: body };

const rangeHeader = (wanted: BytesWanted): string =>
  'suffix' in wanted ? `bytes=-${wanted.suffix}` : `bytes=${wanted.start}-${wanted.end}`;

/** A missing object; a missing bucket has another name, except where S3 has no body to tell it in. */
function isAbsent(error: unknown): boolean {
  const { name } = factsOf(error);
  return name === 'NoSuchKey' || name === 'NotFound';
}
