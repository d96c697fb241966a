import type { Asset } from '../asset/define-asset.ts';
import { type Need, neededPartitions, partitionsUsing } from '../asset/need.ts';
import { assetUnknown, registryInvalid } from '../errors.ts';
import { faultsOf } from './faults.ts';

/** A partition of an asset: what everything here is about. */
export type Place = { readonly asset: string; readonly partition: string };

const MOST_NEEDS_KNOWN = 20_000;

export type NeededPlace = Place & { readonly optional: boolean };

/** All assets of a pipeline, known to fit together. */
export type Registry = {
  /** Of the pipeline: several share one Postgres, each with workers of its own. */
  readonly name: string;
  /** Needs before those who need them. */
  readonly assets: readonly Asset[];
  /** @throws POOLTOOL_ASSET_UNKNOWN */
  asset(name: string): Asset;
  has(name: string): boolean;
  /** What `place` is made from, ascending within each need. */
  needsOf(place: Place): readonly NeededPlace[];
  /** What is made from `place`, in the order of the assets. */
  usersOf(place: Place): readonly Place[];
  /** Needs before what is made from them: by the order of the assets, then ascending. Unknown assets are left out. */
  inOrder<P extends Place>(places: Iterable<P>): P[];
};

/**
 * @throws POOLTOOL_ASSETS_INVALID naming every fault: a name twice, an unknown need, a need across schemes without a
 * map, a circle (an asset may need its own earlier partitions).
 */
export function buildRegistry({
  name: pipeline,
  assets: given,
}: {
  readonly name: string;
  readonly assets: readonly Asset[];
}): Registry {
  const { faults, order } = faultsOf(given);
  if (faults.length > 0) throw registryInvalid({ message: `the assets contradict each other: ${faults.join('; ')}` });

  const byName = new Map(given.map((asset) => [asset.name, asset]));
  const asset = (name: string): Asset => {
    const found = byName.get(name);
    if (found === undefined) {
      throw assetUnknown({ message: `there is no asset named ${JSON.stringify(name)}`, details: { asset: name } });
    }
    return found;
  };
  const assets = order.map(asset);
  const users = new Map<string, { readonly user: Asset; readonly need: Need }[]>();
  for (const user of assets) {
    for (const need of user.needs) users.set(need.asset, [...(users.get(need.asset) ?? []), { user, need }]);
  }

  // Asked thousands of times for the same places while a long backfill is planned.
  const needsKnown = new Map<string, readonly NeededPlace[]>();
  const rank = new Map(order.map((name, index) => [name, index]));

  return {
    name: pipeline,
    assets,
    asset,
    inOrder: (places) =>
      [...places]
        .filter((place) => byName.has(place.asset))
        .map((place) => ({
          place,
          rank: rank.get(place.asset) ?? 0,
          position: asset(place.asset).partitions.position(place.partition),
        }))
        .sort((a, b) => a.rank - b.rank || a.position - b.position)
        .map(({ place }) => place),
    has: (name) => byName.has(name),
    needsOf: (place) => {
      const known = needsKnown.get(placeKey(place));
      if (known !== undefined) return known;
      const { asset: name, partition } = place;
      const { needs, partitions } = asset(name);
      const places = new Map<string, NeededPlace>();
      for (const need of needs) {
        for (const needed of neededPartitions(need, partitions, partition)) {
          const place = { asset: need.asset, partition: needed, optional: need.optional };
          const key = placeKey(place);
          // Needed twice, once as optional: then it is needed.
          if (!places.has(key) || !need.optional) places.set(key, place);
        }
      }
      const found = [...places.values()];
      if (needsKnown.size >= MOST_NEEDS_KNOWN) needsKnown.clear();
      needsKnown.set(placeKey(place), found);
      return found;
    },
    usersOf: (place) => {
      const places = new Map<string, Place>();
      for (const { user, need } of users.get(place.asset) ?? []) {
        for (const partition of partitionsUsing(need, user.partitions, place.partition)) {
          const using = { asset: user.name, partition };
          places.set(placeKey(using), using);
        }
      }
      return [...places.values()];
    },
  };
}

/** One text for a place, for maps and messages. Asset names hold no slash. */
export const placeKey = ({ asset, partition }: Place): string => `${asset}/${partition}`;
