const METHODS = ['get', 'put', 'post', 'delete'] as const;

/** As much of an OpenAPI document as is read here. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly headers?: unknown }>>;
}

export interface FoundOperation {
  readonly operationId: string;
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly operation: DocumentedOperation;
}

/** By name. @throws Error when two have the same one, or a name is none in TypeScript */
export function operationsOf({ paths }: OpenApiDocument): readonly FoundOperation[] {
  const found = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ operationId: operation.operationId, method, path, operation }];
    }),
  );
  const names = found.map(({ operationId }) => operationId);
  const faults = names.filter((name, at) => !/^[a-z]\w*$/i.test(name) || names.indexOf(name) !== at);
  if (faults.length > 0) throw new Error(`these operationIds are used twice or are no names: ${faults.join(', ')}`);
  return found.sort((one, other) => (one.operationId < other.operationId ? -1 : 1));
}

/** A failure is thrown and has one type, so that of each operation only what it answers is left; examples are on the reading page. */
export function withoutFailures(document: OpenApiDocument): OpenApiDocument {
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const { path, method, operation } of operationsOf(document)) {
    const answers = Object.entries(operation.responses).filter(([status]) => /^2\d\d$/.test(status));
    const shown = answers.map(([status, { headers: _headers, ...answer }]) => [status, answer]);
    paths[path] = { ...paths[path], [method]: { ...operation, responses: Object.fromEntries(shown) } };
  }
  return JSON.parse(JSON.stringify({ ...document, paths }, withoutExamples));
}

/** A field that is called so is a schema, which has a type or others to choose from. */
const withoutExamples = (name: string, value: unknown): unknown =>
  /^examples?$/.test(name) && !isSchema(value) ? undefined : value;

const isSchema = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('type' in value || 'anyOf' in value);

/** Ascending, each once. */
export function errorCodesOf(document: OpenApiDocument): readonly string[] {
  const told = operationsOf(document).flatMap(({ operation }) => Object.values(operation.responses));
  return [...new Set(JSON.stringify(told).match(/"POOLTOOL_[A-Z_]+"/g) ?? [])].map((one) => one.slice(1, -1)).sort();
}
