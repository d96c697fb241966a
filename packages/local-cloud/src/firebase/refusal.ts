/**
 * A request the database will not carry out, in the words of the real service.
 *
 * `status` is what a WebSocket client reads in `s` (SDKs turn it into an upper-case error code), `message` what it reads
 * in `d` and a REST client in `{"error": …}`.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: string;
  readonly httpStatus: number;

  constructor(status: string, httpStatus: number, message: string) {
    super(message);
    this.status = status;
    this.httpStatus = httpStatus;
  }
}

export const invalidPath = (detail = 'Invalid token in path') =>
  new Refusal('invalid_path', 400, `Invalid path: ${detail}`);

export const invalidData = (detail: string) => new Refusal('invalid_data', 400, `Invalid data; ${detail}`);

export const invalidKey = (key: string) =>
  invalidData(`couldn't parse key "${key.slice(0, 100)}". Key value can't be empty or contain $ # [ ] / or .`);

export const tooBig = () =>
  new Refusal('too_big', 413, 'data to write exceeds the maximum size that can be modified with a single request.');

export const permissionDenied = () => new Refusal('permission_denied', 401, 'Permission denied');

export const dataStale = () => new Refusal('datastale', 412, 'Transaction hash does not match');

export const invalidToken = () => new Refusal('invalid_token', 401, 'Could not parse auth token.');

export const invalidQuery = (detail: string) => new Refusal('invalid_query', 400, detail);
