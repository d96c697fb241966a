import { errorKind } from '../errors/index.ts';

export const requestInvalid = errorKind({
  code: 'POOLTOOL_REQUEST_INVALID',
  disposition: 'reject',
  says: 'the request is not what this route takes',
});

export const routeUnknown = errorKind({
  code: 'POOLTOOL_ROUTE_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no such route',
  whatToDo: 'compare the path with the documentation of this API',
});

export const bodyTooLarge = errorKind({
  code: 'POOLTOOL_BODY_TOO_LARGE',
  disposition: 'reject',
  status: 413,
  says: 'the body is larger than allowed',
});

export const mediaTypeUnsupported = errorKind({
  code: 'POOLTOOL_MEDIA_TYPE_UNSUPPORTED',
  disposition: 'reject',
  status: 415,
  says: 'this route does not take this content type',
  whatToDo: 'send application/json',
});

export const unexpected = errorKind({
  code: 'POOLTOOL_UNEXPECTED',
  disposition: 'retry',
  status: 500,
  says: 'the server failed; the log tells why under the request id',
});
