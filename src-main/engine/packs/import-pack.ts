import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { clearAway, moveIntoPlace } from '../held-files.ts';
import type { Manifest } from './manifest.ts';
import { deriveManifest, isForeign } from './derive-manifest.ts';
import { completePack, type Measure } from './derived-pack.ts';
import { describeModel } from './describe-model.ts';
import { checkSize, nameOf, openPack, readManifest, type Pack } from './open-pack.ts';
import { expectRoom, isFull, noRoom } from './room.ts';
import { expectSameImages } from './shared-vectors.ts';
import { bytesOf, listShelf, unfinished, type Shelf } from './shelf.ts';

/** Not listed in pack.json, for people read them. */
const papers = ['CARD.md', 'LICENSE', 'README.md'];

type Import = {
  shelf: Shelf;
  /** Gives a pack that came without golden vectors its own. */
  measure: Measure;
  /** Looks at the copy before it counts. Rejects with what is wrong with it. */
  verify: (pack: Pack) => Promise<unknown>;
  progress: (done: number, total: number) => void;
  signal: AbortSignal;
  /** The folder is of our own and soon goes: its files need no room twice. */
  ours?: boolean;
};

/**
 * Copies the pack in `folder`, ours or one of Immich's layout, to where imported ones are kept, under its name. The copy is written aside, verified, brought to
 * the disk and moved into place: whatever happens, the pack is there whole or not at all.
 * @throws PolylensError pack.missing, pack.invalid, pack.damaged, pack.exists, pack.no-room, request.cancelled, and what
 * `verify` rejects with
 */
export async function importPack(folder: string, options: Import): Promise<Pack> {
  const { shelf, measure, verify, signal } = options;
  const foreign = await isForeign(folder);
  const manifest = await (foreign ? deriveManifest(folder, describeModel) : readManifest(folder));
  const name = nameOf(manifest);
  const { packs } = await listShelf(shelf);
  const same = packs.find((pack) => pack.name === name);
  if (same) throw new PolylensError('pack.exists', { pack: name, folder: same.folder });
  expectSameImages(manifest, packs, folder);
  await mkdir(shelf.imported, { recursive: true });
  await clearUnfinished(shelf);
  await expectRoom(shelf.imported, options.ours ? 0 : bytesOf(manifest));
  const aside = join(shelf.imported, `${unfinished}${process.pid}-${randomUUID()}`);
  try {
    await copyPack({ folder, aside, manifest }, options);
    const complete = async () => {
      // Last: without pack.json the copy is no pack.
      if (foreign) await completePack(aside, manifest, { inside: shelf.inside, measure });
      else await bring(join(folder, 'pack.json'), join(aside, 'pack.json'));
      await flush(aside);
      // Of the copy: what was read twice from a failing disk may differ.
      const opened = await openPack(aside);
      await verify(opened);
      return opened;
    };
    const whole = await complete().catch((thrown: unknown) => {
      throw inSource(thrown, folder);
    });
    if (signal.aborted) throw new PolylensError('request.cancelled');
    const place = join(shelf.imported, name);
    await moveIntoPlace(aside, place).catch((error: unknown) => {
      // A folder of that name is in the way, however the system says so.
      if (!existsSync(place)) throw error;
      throw new PolylensError('pack.exists', { pack: name, folder: place });
    });
    await flush(shelf.imported);
    return { ...whole, folder: place };
  } catch (thrown) {
    await clearAway(aside);
    throw isFull(thrown) ? noRoom(shelf.imported, bytesOf(manifest), 0) : thrown;
  }
}

/** What a person named is what they can look at: the copy is gone by then. */
function inSource(thrown: unknown, folder: string): unknown {
  if (!(thrown instanceof PolylensError) || !('folder' in thrown.detail)) return thrown;
  return new PolylensError(thrown.code, { ...thrown.detail, folder }, { cause: thrown });
}

type Copying = { folder: string; aside: string; manifest: Manifest };

async function copyPack({ folder, aside, manifest }: Copying, { progress, signal, ours }: Import): Promise<void> {
  await mkdir(aside);
  const total = bytesOf(manifest);
  let done = 0;
  for (const [file, facts] of Object.entries(manifest.files)) {
    if (signal.aborted) throw new PolylensError('request.cancelled');
    // A link may lead to something that never ends.
    await checkSize(folder, file, facts);
    await bring(join(folder, file), join(aside, file), ours ? linkFile : copyFile);
    done += facts.bytes;
    progress(done, total);
  }
  const more = papers.filter((paper) => !(paper in manifest.files));
  for (const paper of more) await bring(join(folder, paper), join(aside, paper)).catch(() => undefined);
}

async function bring(from: string, to: string, copy: typeof linkFile = copyFile): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copy(from, to);
  await flush(to);
}

/** Not every file system has links. */
function linkFile(from: string, to: string): Promise<void> {
  return link(from, to).catch(() => copyFile(from, to));
}

/** Waits until the disk has it; folders cannot be waited for on Windows. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/** Clears what processes left that were killed meanwhile. */
async function clearUnfinished({ imported }: Shelf): Promise<void> {
  for (const name of await readdir(imported)) {
    const pid = name.startsWith(unfinished) && Number(name.slice(unfinished.length).split('-')[0]);
    if (pid && !isAlive(pid)) await clearAway(join(imported, name));
  }
}

/** Is there such a process? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
