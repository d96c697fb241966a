/** NOTIFY channel: whose account, addresses, pools, keys or sessions a commit changed, as UUID; '' when it may be anybody's. */
export const USERS_CHANNEL = 'pooltool_users';
