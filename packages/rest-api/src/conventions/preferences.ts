/** Of `Accept` and `Accept-Encoding`: what the asking side takes, and how much it likes it (RFC 9110, 12.4.2). */
export interface Preference {
  /** lower case: `text/csv`, `gzip`, `*` */
  readonly value: string;
  /** 0 (never) to 1 */
  readonly weight: number;
}

/** More than anybody sends in earnest; the rest is not looked at. */
const MOST = 32;

/** What cannot be read is left out: a header like that is no reason to refuse. */
export function preferencesIn(header: string): Preference[] {
  return header
    .split(',', MOST)
    .map((part) => {
      const [value = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const q = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return { value, weight: q === undefined ? 1 : /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : Number.NaN };
    })
    .filter(({ value, weight }) => value !== '' && !Number.isNaN(weight));
}

/**
 * The first of `offers` (ours, best first) with the highest weight above 0, or null. `matches` lists what a preference may say
 * to mean an offer, most precise first: the most precise one that is said decides.
 */
export function preferred<Offer extends string>(
  preferences: readonly Preference[],
  { offers, matches }: { readonly offers: readonly Offer[]; readonly matches: (offer: Offer) => readonly string[] },
): Offer | null {
  let best: { readonly offer: Offer; readonly weight: number } | null = null;
  for (const offer of offers) {
    const said = matches(offer)
      .map((text) => preferences.find(({ value }) => value === text))
      .find((one) => one !== undefined);
    const weight = said?.weight ?? 0;
    if (weight > 0 && (best === null || weight > best.weight)) best = { offer, weight };
  }
  return best?.offer ?? null;
}
