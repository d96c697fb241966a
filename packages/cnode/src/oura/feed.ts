/** One Oura: what it is started with, and whom it serves. */
export interface OuraFeed {
  /** for the log, the metrics and /ready */
  readonly name: string;
  readonly version: 1 | 2;
  /** path of the program */
  readonly program: string;
  /** path of its configuration */
  readonly config: string;
  /** version 2: the path of `[cursor]` in its configuration; overwritten at every start */
  readonly cursorFile: string;
  /** of the oura-consumer */
  readonly consumerUrl: string;
  /** the consumer's, when it asks for one */
  readonly authorization: string | undefined;
}

/** In the environment of every Oura that we start: by this an orphan of ours is told from somebody else's. */
export const FEED_MARK = 'POOLTOOL_OURA_FEED';

export const markOf = ({ config, consumerUrl }: OuraFeed): string => `${config} ${consumerUrl}`;
