/** What may be called, with how many arguments: at least, at most. The names of the published language and no others. */
export const SNAPSHOT_METHODS = {
  val: [0, 0],
  child: [1, 1],
  parent: [0, 0],
  hasChild: [1, 1],
  hasChildren: [0, 1],
  exists: [0, 0],
  getPriority: [0, 0],
  isNumber: [0, 0],
  isString: [0, 0],
  isBoolean: [0, 0],
} as const;

export const TEXT_METHODS = {
  contains: [1, 1],
  beginsWith: [1, 1],
  endsWith: [1, 1],
  replace: [2, 2],
  toLowerCase: [0, 0],
  toUpperCase: [0, 0],
  matches: [1, 1],
} as const;

export type SnapshotMethod = keyof typeof SNAPSHOT_METHODS;
export type TextMethod = keyof typeof TEXT_METHODS;

export const isSnapshotMethod = (name: string): name is SnapshotMethod => Object.hasOwn(SNAPSHOT_METHODS, name);
export const isTextMethod = (name: string): name is TextMethod => Object.hasOwn(TEXT_METHODS, name);

/** Undefined: there is no such method. */
export function arityOf(method: string): readonly [number, number] | undefined {
  if (isSnapshotMethod(method)) return SNAPSHOT_METHODS[method];
  return isTextMethod(method) ? TEXT_METHODS[method] : undefined;
}
