import type { FirebaseReader } from '@pooltool/shared-utils/firebase';
import {
  CLIENT_CONTACT_MIRROR,
  type ClientContact,
  type DeviceAlert,
  POOL_ALERT_MIRROR,
  PUSH_DEVICE_MIRROR,
  type PushDevice,
} from '@pooltool/store/client-writes';
import { AlertBook, alertKey } from './alert-book.ts';
import { type Mirrored, mirrored } from './mirrored.ts';
import { isUserId } from './nodes/identifiers.ts';
import { contactOf, deviceOf } from './nodes/user-nodes.ts';

/** What follows nodes that only clients write. */
export interface FollowedNodes {
  readonly alerts: Mirrored<DeviceAlert>;
  readonly devices: Mirrored<PushDevice>;
  readonly contacts: Mirrored<ClientContact>;
  readonly book: AlertBook;
  /** What `users/privMeta/{uid}` became: also `contacts` are told of it. */
  privMeta(user: string, node: unknown): void;
  /** All of `users/privMeta` was told once. */
  privMetaLoaded(): void;
}

interface Watched {
  readonly reader: FirebaseReader;
  readonly mostAlerts: number;
  /** something may have to be saved */
  readonly onChange: () => void;
  readonly onDenied: (error: Error) => void;
}

/** Watches `legacy_alerts`, `users/auth` and `users/pubMeta`. */
export function followNodes({ reader, mostAlerts, onChange, onDenied }: Watched): FollowedNodes {
  const alerts = mirrored(POOL_ALERT_MIRROR, alertKey);
  const devices = mirrored(PUSH_DEVICE_MIRROR, ({ user }) => user);
  const contacts = mirrored(CLIENT_CONTACT_MIRROR, ({ user }) => user);
  const book = new AlertBook(mostAlerts);
  const metas = { privMeta: new Map<string, unknown>(), pubMeta: new Map<string, unknown>() };
  let metasToLoad = 2;

  function metaBecame(which: keyof typeof metas, user: string, node: unknown): void {
    if (!isUserId(user)) return;
    const told = which === 'privMeta' ? onlyOf(node, ['myEmail']) : onlyOf(node, ['nickName', 'nickname']);
    if (told === undefined) metas[which].delete(user);
    else metas[which].set(user, told);
    const contact = contactOf(user, { privMeta: metas.privMeta.get(user), pubMeta: metas.pubMeta.get(user) });
    if (contact === null) contacts.changes.remove({ user, email: null, nickName: null });
    else contacts.changes.set(contact);
    onChange();
  }

  function metaLoaded(): void {
    metasToLoad -= 1;
    if (metasToLoad > 0) return;
    contacts.loaded();
    onChange();
  }

  reader.watch('legacy_alerts', {
    onChild: (pool, node) => {
      const { set, removed } = book.changeTo(pool, node);
      for (const alert of set) alerts.changes.set(alert);
      for (const alert of removed) alerts.changes.remove(alert);
      onChange();
    },
    onLoaded: () => {
      alerts.loaded();
      onChange();
    },
    onDenied,
  });
  reader.watch('users/auth', {
    having: { field: 'gcm_token', of: 'text' },
    onChild: (user, node) => {
      if (!isUserId(user)) return;
      const device = deviceOf(user, node);
      if (device === null) devices.changes.remove({ user, token: '' });
      else devices.changes.set(device);
      onChange();
    },
    onLoaded: () => {
      devices.loaded();
      onChange();
    },
    onDenied,
  });
  reader.watch('users/pubMeta', {
    onChild: (user, node) => metaBecame('pubMeta', user, node),
    onLoaded: metaLoaded,
    onDenied,
  });
  return {
    alerts,
    devices,
    contacts,
    book,
    privMeta: (user, node) => metaBecame('privMeta', user, node),
    privMetaLoaded: metaLoaded,
  };
}

/** Undefined when it has none of them: of a user who told nothing, nothing is kept. */
function onlyOf(node: unknown, keys: readonly string[]): unknown {
  if (typeof node !== 'object' || node === null) return undefined;
  const found = keys.flatMap((key) => (Object.hasOwn(node, key) ? [[key, Reflect.get(node, key)] as const] : []));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
