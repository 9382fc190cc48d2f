import type { Input, Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import type { Root } from './library/roots.ts';
import { isOn, volumeOf } from './look-through.ts';
import { isGone } from './tend-roots.ts';

/**
 * Takes files for missing that a person removed. What is still there stays, and so does what lies in a root that is
 * not provably on its volume: it was not removed, but unplugged.
 */
export async function takeRemoved(
  library: Library,
  { paths }: Input<'library.removed'>,
): Promise<Output<'library.removed'>> {
  const { files, roots } = library;
  const ids: number[] = [];
  for (const path of paths.map((text) => Buffer.from(text))) {
    const root = roots.of(path);
    if (!root || !(await isOnItsVolume(root)) || !(await isGone(path))) continue;
    const known = files.known(path, Buffer.concat([path, Buffer.alloc(1)]));
    ids.push(...known.map(({ id }) => id));
  }
  files.hideRemoved(ids);
  return { files: ids.length };
}

/** A root that is empty now may well be that: its last files were removed. */
async function isOnItsVolume({ path, device, offline }: Root): Promise<boolean> {
  return offline === undefined && device !== undefined && isOn(await volumeOf(path), { device });
}
