import {
  type Disposition,
  type ErrorCode,
  type ErrorDetails,
  type PoolToolError,
  poolToolErrorIn,
} from '../errors/index.ts';
import { bodyTooLarge, mediaTypeUnsupported, requestInvalid, unexpected } from './errors.ts';

/** What every route answers when it fails. */
export type ErrorAnswer = {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly whatToDo: string;
    readonly details?: ErrorDetails;
  };
};

/** Anything a route threw, or fastify itself, as a declared error. What nobody declared is `unexpected`. */
export function declaredError(error: unknown): PoolToolError {
  const declared = poolToolErrorIn(error);
  if (declared !== undefined) return declared;
  if (!(error instanceof Error)) return unexpected({ cause: error });
  if ('validation' in error && Array.isArray(error.validation)) return invalidBySchema(error, error.validation);
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return bodyTooLarge({ cause: error });
  if (status === 415) return mediaTypeUnsupported({ cause: error });
  // Fastify's own complaints about a request are made to be shown; other 4xx have no business without a code.
  const byFastify = 'code' in error && String(error.code).startsWith('FST_');
  if (byFastify && typeof status === 'number' && status >= 400 && status < 500) {
    return requestInvalid({ message: error.message, cause: error });
  }
  return unexpected({ cause: error });
}

/** What the asking side may know: of a halt and of the unexpected no more than the code and where to look. */
export function answerOf(error: PoolToolError): ErrorAnswer {
  const { code, message, outside, details, whatToDo = USUALLY[error.disposition] } = error;
  if (error.disposition === 'halt' || unexpected.is(error)) {
    return { error: { code, message: unexpected.says, whatToDo: USUALLY.halt } };
  }
  if (outside !== undefined) return { error: { code, message: outside, whatToDo } };
  return { error: { code, message, whatToDo, ...(Object.keys(details).length > 0 ? { details } : {}) } };
}

/** For kinds that do not say themselves what to do. */
const USUALLY: Readonly<Record<Disposition, string>> = {
  retry: 'wait a moment, then send the same request again',
  reject: 'change the request as the message says',
  halt: 'try again later; if it goes on, tell the operator the x-request-id of this answer',
};

/** One fault of a request: `field` as a JSON pointer into the part, '' for the part itself. */
type FieldFault = { readonly field: string; readonly rule: string };

function invalidBySchema(error: Error, validation: readonly unknown[]): PoolToolError {
  const part = 'validationContext' in error ? String(error.validationContext) : 'request';
  const faults = validation.flatMap(faultsOf);
  const told = faults.map(({ field, rule }) => `${part}${field} ${rule}`).join('; ') || error.message;
  return requestInvalid({ message: told, details: { part, faults } });
}

/** TypeBox names missing and surplus fields in a list; each is told on its own, where it stands or should stand. */
function faultsOf(one: unknown): readonly FieldFault[] {
  if (typeof one !== 'object' || one === null) return [];
  const { instancePath, message, keyword, params } = { ...NO_FAULT, ...one };
  const { requiredProperties, additionalProperties } = { ...NO_FIELDS, ...params };
  const fields = (names: readonly string[], rule: string) =>
    names.map((name) => ({ field: `${instancePath}/${name}`, rule }));
  switch (keyword) {
    case 'required':
      return fields(requiredProperties, 'is missing');
    case 'additionalProperties':
      return fields(additionalProperties, 'is not known here');
    case 'boolean':
      // Said of each surplus field a second time.
      return [];
    default:
      return [{ field: instancePath, rule: message }];
  }
}

const NO_FAULT = { instancePath: '', message: 'is not allowed', keyword: '', params: {} };
const NO_FIELDS: { requiredProperties: readonly string[]; additionalProperties: readonly string[] } = {
  requiredProperties: [],
  additionalProperties: [],
};
