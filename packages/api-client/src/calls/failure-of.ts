import { PoolToolError } from './pooltool-error.ts';

/** The error of an answer that is no success, whichever shape it has. */
export function failureOf({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string): PoolToolError {
  const answered = { status, retryAfterSeconds: secondsOf(headers.get('retry-after')) };
  const body = objectIn(text);
  const error = body === null ? null : fieldsOf(body['error']);
  if (error !== null && typeof error['code'] === 'string') {
    return new PoolToolError({
      ...answered,
      code: error['code'],
      message: textOr(error['message'], error['code']),
      whatToDo: textOr(error['whatToDo'], 'look the code up in the documentation'),
      details: fieldsOf(error['details']) ?? {},
    });
  }
  // What senders and old clients have always been told.
  if (typeof body?.['message'] === 'string') {
    return new PoolToolError({
      ...answered,
      code: 'CLIENT_REFUSED',
      message: body['message'],
      whatToDo: 'do what the message says',
    });
  }
  return new PoolToolError({
    ...answered,
    code: 'CLIENT_UNREADABLE_ANSWER',
    message: `${status} with a body that is not the API's: ${text.slice(0, 100)}`,
    whatToDo: 'see that baseUrl is that of the API, and what stands between',
  });
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
