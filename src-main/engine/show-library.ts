import { PolylensError, type Input, type Output } from '../contract/index.ts';
import { pathFields, pictureFields } from './assets.ts';
import type { Library } from './library/library.ts';

/** The files that were set aside, with their reasons. */
export function listSetAside(
  library: Library,
  { reason, limit }: Input<'library.set-aside'>,
): Output<'library.set-aside'> {
  const { files, total } = library.files.setAside(limit, reason);
  return { files: files.map((file) => ({ ...file, path: file.path.toString() })), total };
}

/**
 * One picture and where it lies.
 * @throws PolylensError asset.unknown
 */
export function describeAsset(library: Library, { asset: id }: Input<'asset.details'>): Output<'asset.details'> {
  const asset = library.assets.details(id);
  if (!asset) throw new PolylensError('asset.unknown', { asset: id });
  const { format, size, timeMs, paths } = asset;
  return { ...pictureFields(asset), format, size, time: timeMs, places: paths.map(pathFields) };
}
