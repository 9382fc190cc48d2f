/** Where packs are kept: the one that ships with the program in its own folder, those imported side by side in another. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { clearAway, moveIntoPlace } from '../held-files.ts';
import type { Manifest } from './manifest.ts';
import { nameOf, readManifest } from './open-pack.ts';

/** The folder of the pack inside, and the one that holds those that were imported. */
export type Shelf = { inside: string; imported: string };

/** A pack that is there; what is in its files was not looked at. */
export type Shelved = { name: string; folder: string; inside: boolean; manifest: Manifest };

/** Begins the names of folders that are being written or removed. No pack has such a name. */
export const unfinished = '.unfinished-';

/** The name by which the pack inside is chosen, whatever its version: it changes with the program. */
export const starter = 'starter';

/** All packs, the one inside first, and the folders among them that hold none that can be read. */
export async function listShelf({ inside, imported }: Shelf): Promise<{ packs: Shelved[]; broken: string[] }> {
  const names = await readdir(imported, { withFileTypes: true }).catch(() => []);
  const folders = names.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const packs: Shelved[] = [];
  const broken: string[] = [];
  for (const folder of [inside, ...folders.toSorted().map((name) => join(imported, name))]) {
    const manifest = await readManifest(folder).catch(() => undefined);
    if (manifest) packs.push({ name: nameOf(manifest), folder, inside: folder === inside, manifest });
    else broken.push(folder);
  }
  return { packs, broken };
}

/**
 * The pack that a person means: by its name, by its id where there is one version of it, or by `starter`.
 * @throws PolylensError pack.unknown
 */
export async function findPack(shelf: Shelf, wanted: string): Promise<Shelved> {
  const { packs } = await listShelf(shelf);
  const named = packs.filter(({ name, inside }) => name === wanted || (inside && wanted === starter));
  const fitting = named.length > 0 ? named : packs.filter(({ manifest }) => manifest.id === wanted);
  const [found, ...more] = fitting;
  if (found && more.length === 0) return found;
  throw new PolylensError('pack.unknown', { pack: wanted, known: packs.map(({ name }) => name) });
}

/** Takes a folder away: at one moment it is there whole, at the next it is gone. */
export async function removeFolder({ imported }: Shelf, folder: string): Promise<void> {
  const leaving = join(imported, `${unfinished}${process.pid}-${randomUUID()}`);
  await moveIntoPlace(folder, leaving);
  await clearAway(leaving);
}

/** Bytes of all files that a pack says it has. */
export function bytesOf({ files }: Manifest): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}
