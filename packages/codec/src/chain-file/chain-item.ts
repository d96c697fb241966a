/** One thing of a chain file as it travels, and where in its file it stands ("byte 1024", "line 3"). */
export type ChainItem =
  | { readonly kind: 'block'; readonly bytes: Uint8Array; readonly at: string }
  /** a line that is an event of Oura: the text as it is, and what it says, with every digit */
  | { readonly kind: 'event'; readonly text: string; readonly body: unknown; readonly at: string };
