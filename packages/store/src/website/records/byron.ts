/** What the clients call the maker of a Byron block. */
export const BYRON = 'byron';
