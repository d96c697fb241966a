import { adminMessage } from '@pooltool/store/admin';
import { fieldsBelow } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

/** What is shown to everybody: the app's message, and the website's inside it. Both sites need the map even with nothing to show (clients.md 1.1, 7.10). */
export const adminMessageDocument = family({
  kind: 'admin_message',
  read: noSubject,
  load: async (db) => ({ app: await adminMessage(db, 'app'), web: await adminMessage(db, 'web') }),
  // Apart, so that one that is changed here is not written over the other, which a page may just have changed there.
  draw: (_, { app, web }) => [
    { name: 'app', values: fieldsBelow('admin_message', { ...app }) },
    { name: 'web', values: fieldsBelow('admin_message/web', { ...web }) },
  ],
});
