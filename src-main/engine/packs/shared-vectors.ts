import { isDeepStrictEqual } from 'node:util';
import { PolylensError } from '../../contract/errors.ts';
import type { Manifest } from './manifest.ts';
import { makerOf } from './open-pack.ts';
import type { Shelved } from './shelf.ts';

/**
 * Packs whose vectors of photos are the same pack's must have one image model, whichever of them comes first.
 * @throws PolylensError pack.invalid
 */
export function expectSameImages(manifest: Manifest, packs: readonly Shelved[], folder: string): void {
  const images = imagesOf(manifest);
  const maker = makerOf(manifest);
  const alike = packs.filter((pack) => pack.name === maker || makerOf(pack.manifest) === maker);
  const other = alike.find((pack) => !isDeepStrictEqual(imagesOf(pack.manifest), images));
  if (!other) return;
  const found = `image.vectorsOf: its image model is not that of ${other.name}`;
  throw new PolylensError('pack.invalid', { folder, file: 'pack.json', found });
}

/** All that makes a photo's vector: the model, with what lies in a folder of its own, and how photos are prepared. */
function imagesOf({ image, files, dimension }: Manifest) {
  const { file, vectorsOf: _, ...preparing } = image;
  const home = file.slice(0, file.lastIndexOf('/') + 1);
  const belongs = (name: string) => name === file || (home !== '' && name.startsWith(home));
  const hashes = Object.entries(files).flatMap(([name, { sha256 }]) => (belongs(name) ? [sha256] : []));
  return { preparing, dimension, hashes: hashes.toSorted() };
}
