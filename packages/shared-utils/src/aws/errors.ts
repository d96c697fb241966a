import { errorKind, PoolToolError } from '../errors/index.ts';

/** No connection, no answer in time, or a 5xx that outlasted the SDK's own attempts. */
export const awsUnreachable = errorKind({
  code: 'POOLTOOL_AWS_UNREACHABLE',
  disposition: 'retry',
  says: 'the AWS service cannot be reached or failed on its side',
  inside: true,
});

export const awsThrottled = errorKind({
  code: 'POOLTOOL_AWS_THROTTLED',
  disposition: 'retry',
  says: 'the AWS service asks us to slow down',
  inside: true,
});

/** Retried, because what is missing is a permission and not the request: once an operator mends it, the same request goes through. */
export const awsDenied = errorKind({
  code: 'POOLTOOL_AWS_DENIED',
  disposition: 'retry',
  says: 'AWS refused our credentials, or what they may not touch',
  inside: true,
});

/** The bucket or table itself is not there. */
export const awsMissing = errorKind({
  code: 'POOLTOOL_AWS_MISSING',
  disposition: 'retry',
  says: 'the bucket or table does not exist',
  inside: true,
});

export const awsConditionFailed = errorKind({
  code: 'POOLTOOL_AWS_CONDITION_FAILED',
  disposition: 'reject',
  status: 412,
  says: 'what is stored is not what the write was conditional on',
  inside: true,
});

export const awsRefused = errorKind({
  code: 'POOLTOOL_AWS_REFUSED',
  disposition: 'reject',
  says: 'the AWS service refused the request as wrong',
  inside: true,
});

const DENIED =
  /^(AccessDenied|Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|UnrecognizedClient|CredentialsProvider|InvalidSignature|MissingAuthenticationToken|RequestTimeTooSkewed|InvalidToken)/;
const THROTTLED =
  /^(SlowDown|Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|LimitExceeded)/;
const CONDITION = /^(PreconditionFailed|ConditionalCheckFailed|ConditionalRequestConflict|TransactionCanceled)/;
const MISSING = /^(NoSuchBucket|ResourceNotFound)/;

/**
 * The coded error for what an SDK client threw while doing `operation` (`put blocks/1.json`), with the original as `cause`.
 * What nobody understood counts as unreachable: doing it again is safe, for every write of ours may be repeated.
 */
export function awsError(error: unknown, operation: string): PoolToolError {
  if (error instanceof PoolToolError) return error;
  const { name, status, message } = factsOf(error);
  const args = { message: `${operation}: ${name}: ${message}`, details: { operation, name, status }, cause: error };
  if (CONDITION.test(name) || status === 412) return awsConditionFailed(args);
  if (THROTTLED.test(name) || status === 429) return awsThrottled(args);
  if (DENIED.test(name) || status === 401 || status === 403) return awsDenied(args);
  if (MISSING.test(name)) return awsMissing(args);
  return status >= 400 && status < 500 ? awsRefused(args) : awsUnreachable(args);
}

/** HTTP status 0: there was no answer. */
export function factsOf(error: unknown): { readonly name: string; readonly status: number; readonly message: string } {
  if (!(error instanceof Error)) return { name: 'Unknown', status: 0, message: String(error) };
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return { name: error.name, status: typeof status === 'number' ? status : 0, message: error.message };
}
