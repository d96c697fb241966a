import { setting } from '../config/index.ts';

/** The secret that both servers hold. One definition, so that .env.example explains it once. */
export const signedRequestSettings = {
  CNODE_API_SECRET: setting.secret({
    says: 'signs what the CNODE server sends to the DATABASE server; the same on both (openssl rand -hex 32)',
    minLength: 32,
  }),
};

/** Of the server that verifies. */
export const verifierSettings = {
  ...signedRequestSettings,
  CNODE_API_SECRET_BEFORE: setting.optional(
    setting.secret({
      says: 'on the DATABASE server while the secret is exchanged: the old one, taken beside the new one',
      minLength: 32,
    }),
  ),
};
