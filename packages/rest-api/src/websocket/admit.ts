import type { PoolToolError } from '@pooltool/shared-utils/errors';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Channel } from './channel.ts';
import type { Listener } from './listener.ts';
import type { Topic } from './topic.ts';

/** Of a channel that is not for everybody: who listens to these topics may hear them, is refused, or is to be judged again. */
export async function admitListeners<Params extends JsonObject>(
  channel: Channel<Params>,
  due: readonly Topic<Params>[],
  {
    refuse,
    again,
  }: {
    readonly refuse: (topic: Topic<Params>, one: Listener, error: PoolToolError) => void;
    readonly again: (topic: Topic<Params>) => void;
  },
): Promise<void> {
  if (channel.admit === undefined) return;
  const all = due.flatMap((topic) =>
    [...topic.members].map(([one, member]) => ({ topic, one, member, token: member.token })),
  );
  for (const { member } of all) member.mayHear = false;
  const refusals = await channel.admit(all.map(({ topic, token }) => ({ params: topic.params, token })));
  for (const [at, { topic, one, member, token }] of all.entries()) {
    const error = refusals[at] ?? null;
    // Who showed another token meanwhile is judged by that one.
    if (topic.members.get(one) !== member) continue;
    if (member.token !== token) again(topic);
    else if (error !== null) refuse(topic, one, error);
    else member.mayHear = true;
  }
}
