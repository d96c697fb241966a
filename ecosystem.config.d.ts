/** What PM2 is told of one daemon; as far as our own scripts read it. */
export interface App {
  readonly name: string;
  readonly stop_exit_codes: readonly number[];
}
export declare const apps: readonly App[];
