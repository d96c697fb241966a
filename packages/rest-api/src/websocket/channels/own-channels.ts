import type { CredentialHash } from '@pooltool/domain';
import { userProfile } from '@pooltool/store/accounts';
import { listKeys } from '@pooltool/store/keys';
import { livingSessions } from '@pooltool/store/website';
import { shownUser } from '../../accounts/shown-user.ts';
import { ofOneMoment } from '../../conventions/one-moment.ts';
import { notSignedIn, notYours } from '../../errors.ts';
import { historyMeta } from '../../histories/history-meta.ts';
import { asAWhole, type Drawn } from '../channel.ts';
import { type OfferedChannel, offer } from '../hub.ts';
import { stakeKeyIn, userIn } from './channel-params.ts';
import type { ChannelParts } from './channel-parts.ts';
import { drawnOf } from './one-drawing.ts';

const OF_HISTORIES_MS = 2_000;
const OF_USERS_MS = 200;

/** Whether an address's history lies as a file, and where: the page fetches it when it does. */
export const stakeHistoryChannel = ({ pool, files }: Pick<ChannelParts, 'pool' | 'files'>): OfferedChannel =>
  offer({
    name: 'stake_hist',
    readParams: (given): { readonly address: CredentialHash } => ({ address: stakeKeyIn(given) }),
    mostTopics: 2_000,
    restMs: OF_HISTORIES_MS,
    draw: async (asked) => {
      const drawn: Drawn[] = [];
      for (const { address } of asked) {
        const { status, url, ...meta } = await historyMeta(pool, address, files);
        drawn.push(drawnOf({ status, ...(status === 'ready' ? { url } : {}), ...meta }));
      }
      return drawn;
    },
    changes: asAWhole,
  });

/** All that is kept of a user, for himself alone: whoever listens shows a token of his that lives at each drawing. */
export const userChannel = ({ pool, clock }: Pick<ChannelParts, 'pool' | 'clock'>): OfferedChannel =>
  offer({
    name: 'user_data',
    readParams: (given): { readonly user_id: string } => ({ user_id: userIn(given) }),
    mostTopics: 5_000,
    userOf: ({ user_id }) => user_id,
    restMs: OF_USERS_MS,
    admit: async (applicants) => {
      const tokens = applicants.flatMap(({ token }) => token ?? []);
      const users = await livingSessions(pool, tokens, clock.now());
      return applicants.map(({ token, params }) => {
        if (token === null) return notSignedIn({ whatToDo: SHOW_TOKEN });
        const user = users.get(token);
        if (user === undefined) {
          return notSignedIn({ message: 'the token is not known, expired or revoked', whatToDo: SHOW_TOKEN });
        }
        return user === params.user_id ? null : notYours();
      });
    },
    draw: async (asked) => {
      const drawn: Drawn[] = [];
      for (const { user_id: user } of asked) {
        drawn.push(
          await ofOneMoment(pool, async (tx) => {
            const profile = await userProfile(tx, user);
            return drawnOf(profile === null ? null : shownUser(profile, await listKeys(tx, user)));
          }),
        );
      }
      return drawn;
    },
    changes: asAWhole,
  });

const SHOW_TOKEN = 'POST /auth/login and send its token as params.token';
