import { isDeepStrictEqual } from 'node:util';
import { PolylensError } from '../../contract/errors.ts';
import type { Manifest } from './manifest.ts';
import type { Shelved } from './shelf.ts';

/**
 * A pack that says its vectors of photos are another's must have the other's image model. Where that is not there nothing can
 * be compared, and nothing be mixed but by what bears its name.
 * @throws PolylensError pack.invalid
 */
export function expectSameImages(manifest: Manifest, packs: readonly Shelved[], folder: string): void {
  const other = packs.find(({ name }) => name === manifest.image.vectorsOf);
  if (!other || isDeepStrictEqual(imagesOf(manifest), imagesOf(other.manifest))) return;
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
