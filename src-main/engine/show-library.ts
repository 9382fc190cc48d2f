import { PolylensError, type Input, type Output } from '../contract/index.ts';
import { companionFields, pathFields, pictureFields, placeFields } from './assets.ts';
import { filterOf } from './filter-of.ts';
import type { Library } from './library/library.ts';

/** The files that were set aside, with their reasons. */
export function listSetAside(
  library: Library,
  { reason, limit }: Input<'library.set-aside'>,
): Output<'library.set-aside'> {
  const { files, total } = library.files.setAside(limit, reason);
  return { files: files.map((file) => ({ ...file, path: file.path.toString() })), total };
}

/** All pictures that the filters let through. */
export function listAssets(library: Library, { filters = {} }: Input<'asset.list'>): Output<'asset.list'> {
  return library.assets.list(filterOf(filters, library));
}

/** What filters can be set to. A folder whose name is no text cannot be named, so it is not among them. */
export function listChoices({ choices, roots }: Library): Output<'asset.choices'> {
  const folders = choices.folders(roots.paths()).flatMap(({ folder, count }) => {
    const { path, pathBytes } = pathFields(folder);
    return pathBytes === undefined ? [{ folder: path, count }] : [];
  });
  const places = choices.spots().map(({ count, ...spot }) => ({ ...placeFields(spot), count }));
  return { cameras: choices.cameras(), months: choices.months(), folders, places };
}

/**
 * One picture and where it lies.
 * @throws PolylensError asset.unknown
 */
export function describeAsset(library: Library, { asset: id }: Input<'asset.details'>): Output<'asset.details'> {
  const asset = library.assets.details(id);
  if (!asset) throw new PolylensError('asset.unknown', { asset: id });
  const { format, size, timeMs, paths } = asset;
  const beside = library.companions.of([id]).get(id) ?? [];
  const companions = paths[0] && companionFields(beside, asset, paths[0]);
  const rated = library.collections.rated(id);
  const told = { ...pictureFields(asset), ...companions, ...(rated ? { rated } : {}) };
  return { ...told, format, size, time: timeMs, places: paths.map(pathFields) };
}
