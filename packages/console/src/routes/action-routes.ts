import { BACKFILL_ONLY, type BackfillOnly } from '@pooltool/pipeline';
import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { requestInvalid } from '@pooltool/shared-utils/http';
import type { Note } from '../access/sessions.ts';
import type { Actions, Done } from '../actions/actions.ts';
import { withNote } from './local-path.ts';
import type { ConsoleParts, Scope } from './parts.ts';
import { readFields } from './read-fields.ts';

/** What can be done, by the name it has in its address: `/do/NAME` for forms, `/api/do/NAME` for programs. */
const ACTIONS: Readonly<Record<string, (actions: Actions, body: unknown, who: string) => Promise<Done>>> = {
  run: (actions, body, who) => actions.run(readFields(body, ['asset', 'partition']), who),
  cancel: (actions, body, who) => actions.cancel(readFields(body, ['asset', 'partition']), who),
  backfill: (actions, body, who) => {
    const { only, ...range } = readFields(body, ['asset', 'from', 'to', 'only']);
    return actions.backfill({ ...range, only: readOnly(only) }, who);
  },
  sensor: (actions, body, who) => {
    const { name, on } = readFields(body, ['name', 'on']);
    if (on !== 'true' && on !== 'false') throw requestInvalid({ message: 'on is true or false' });
    return actions.switchSensor({ name, on: on === 'true' }, who);
  },
};

function readOnly(text: string): BackfillOnly {
  const only = BACKFILL_ONLY.find((one) => one === text);
  if (only === undefined) throw requestInvalid({ message: `only is one of ${BACKFILL_ONLY.join(', ')}` });
  return only;
}

/** Forms of people: done, then back to the page they came from, which tells what came of it. */
export function actionRoutes(scope: Scope, { access, actions }: ConsoleParts): void {
  for (const [name, act] of Object.entries(ACTIONS)) {
    scope.post(`/do/${name}`, async (request, reply) => {
      const { csrf, back } = readFields(request.body, ['csrf', 'back']);
      const session = access.demandOperator(request, csrf);
      const note = await noteOf(async () => act(actions, request.body, session.name));
      return reply.redirect(withNote(back, access.keepNote(session, note)), 303);
    });
  }
}

/** What a person can mend is told on their page; everything else is an error of the request. */
async function noteOf(work: () => Promise<Done>): Promise<Note> {
  try {
    return { good: true, says: (await work()).says };
  } catch (error) {
    const told = poolToolErrorIn(error);
    if (told?.disposition !== 'reject') throw error;
    return { good: false, says: told.message };
  }
}

/** The same for programs: JSON in, JSON out, with a bearer token. */
export function programRoutes(scope: Scope, { access, actions }: ConsoleParts): void {
  for (const [name, act] of Object.entries(ACTIONS)) {
    scope.post(`/api/do/${name}`, async (request) => {
      access.demandProgram(request);
      return act(actions, request.body, 'program');
    });
  }
}
