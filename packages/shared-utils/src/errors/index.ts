export { dispositionOf, poolToolErrorIn } from './disposition-of.ts';
export { type ErrorArgs, type ErrorKind, type ErrorKindDefinition, errorKind, type KindOfError } from './error-kind.ts';
export { type Disposition, type ErrorCode, type ErrorDetails, PoolToolError } from './pooltool-error.ts';
