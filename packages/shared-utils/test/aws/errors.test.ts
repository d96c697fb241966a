import { expect, test } from 'vitest';
import { awsError } from '../../src/aws/index.ts';

function thrownBySdk(name: string, httpStatusCode?: number): Error {
  const error = new Error('said so');
  error.name = name;
  return Object.assign(error, { $metadata: { httpStatusCode } });
}

test.each([
  ['ECONNREFUSED', undefined, 'POOLTOOL_AWS_UNREACHABLE', 'retry'],
  ['InternalError', 500, 'POOLTOOL_AWS_UNREACHABLE', 'retry'],
  ['SlowDown', 503, 'POOLTOOL_AWS_THROTTLED', 'retry'],
  ['ProvisionedThroughputExceededException', 400, 'POOLTOOL_AWS_THROTTLED', 'retry'],
  ['AccessDenied', 403, 'POOLTOOL_AWS_DENIED', 'retry'],
  ['CredentialsProviderError', undefined, 'POOLTOOL_AWS_DENIED', 'retry'],
  ['NoSuchBucket', 404, 'POOLTOOL_AWS_MISSING', 'retry'],
  ['ResourceNotFoundException', 400, 'POOLTOOL_AWS_MISSING', 'retry'],
  ['PreconditionFailed', 412, 'POOLTOOL_AWS_CONDITION_FAILED', 'reject'],
  ['ConditionalCheckFailedException', 400, 'POOLTOOL_AWS_CONDITION_FAILED', 'reject'],
  ['EntityTooLarge', 400, 'POOLTOOL_AWS_REFUSED', 'reject'],
])('%s with status %s is %s: %s', (name, status, code, disposition) => {
  const thrown = thrownBySdk(name, status);
  expect(awsError(thrown, 'put a')).toMatchObject({
    code,
    disposition,
    cause: thrown,
    message: `put a: ${name}: said so`,
  });
});

test('an error that has its code already keeps it', () => {
  const coded = awsError(thrownBySdk('AccessDenied', 403), 'put a');
  expect(awsError(coded, 'put b')).toBe(coded);
});
