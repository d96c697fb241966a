import { snapshotFileUnreadable } from '../errors.ts';
import { type HeaderText, SNAPSHOT_ROLES, type SnapshotRole } from './layout.ts';

/** The JSON in a snapshot file's header. @throws POOLTOOL_SNAPSHOT_FILE_UNREADABLE naming the field that is not right */
export function readHeaderText(json: Uint8Array): HeaderText {
  const fields = fieldsOf(json);
  return {
    network: text(fields, 'network'),
    epoch: count(fields, 'epoch'),
    role: role(fields),
    pools: count(fields, 'pools'),
    delegators: count(fields, 'delegators'),
    accounts: fields.get('accounts') === null ? null : count(fields, 'accounts'),
    accountPools: count(fields, 'accountPools'),
  };
}

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(json: Uint8Array): Fields {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(json));
    return new Map(Object.entries(Object(value)));
  } catch (cause) {
    throw snapshotFileUnreadable({ message: 'the snapshot file is unreadable: its header is not JSON', cause });
  }
}

function text(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (typeof value !== 'string') throw wrong(name, value);
  return value;
}

function count(fields: Fields, name: string): number {
  const value = fields.get(name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(name, value);
  return value;
}

function role(fields: Fields): SnapshotRole {
  const value = fields.get('role');
  const known = SNAPSHOT_ROLES.find((one) => one === value);
  if (known === undefined) throw wrong('role', value);
  return known;
}

const wrong = (name: string, value: unknown) =>
  snapshotFileUnreadable({
    message: `the snapshot file is unreadable: its header has ${JSON.stringify(value)} as ${name}`,
  });
