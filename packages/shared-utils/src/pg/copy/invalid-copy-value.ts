/** A value that does not fit its column: a mistake of the caller, found before PostgreSQL sees half a row. */
export class InvalidCopyValue extends Error {
  override readonly name = 'InvalidCopyValue';

  constructor(type: string, value: unknown, rule: string) {
    const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
    super(`${type} must be ${rule}, not ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`);
  }
}
