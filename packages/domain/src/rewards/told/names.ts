/** How pools and accounts are called where an explanation is shown: the encodings are not the rules' business. */
export interface Names {
  /** hex → `pool1…` */
  pool(poolId: string): string;
  /** `key:<hash>` or `script:<hash>` → `stake1…` */
  account(credential: string): string;
}
