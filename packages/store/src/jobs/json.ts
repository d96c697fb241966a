/** What a job may carry: it is stored as JSON. Money is a decimal string. */
export type JobValue =
  | null
  | boolean
  | number
  | string
  | readonly JobValue[]
  | { readonly [key: string]: JobValue | undefined };
export type JobData = { readonly [key: string]: JobValue | undefined };
