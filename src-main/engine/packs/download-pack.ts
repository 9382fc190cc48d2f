/**
 * Brings the files of a listing into a folder of their own. The folder outlives what cuts a download, so that the next one
 * goes on with it; it belongs to one process at a time, whose number is in its name.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clearAway, moveIntoPlace } from '../held-files.ts';
import { downloadFile, type Patience } from './download-file.ts';
import { isAlive } from './import-pack.ts';
import { addressIn, type Listing } from './listing.ts';
import { amountIn } from './range-journal.ts';
import type { Line } from './request.ts';
import { expectRoom, isFull, noRoom } from './room.ts';

/** Begins the names of the folders. No pack has such a name. */
const begun = '.download-';
const nobody = 0;
/** So old, what is left of a download goes when another one begins. */
const keptMs = 7 * 24 * 3600 * 1000;

type Download = Line & Patience & { imported: string; progress: (done: number, total: number) => void };

/** What was downloaded: the folder of the pack, and who keeps or drops it. */
export type Downloaded = { folder: string; keep: () => Promise<void>; drop: () => Promise<void> };

/** @throws PolylensError pack.download, pack.no-room, request.cancelled; what has come is kept then */
export async function downloadPack(listing: Listing, download: Download): Promise<Downloaded> {
  const { imported } = download;
  const aside = await takeAside(imported, listing);
  // Where that cannot be done now, what is there is nobody's, too, once this process has ended.
  const keep = () => moveIntoPlace(aside, join(imported, nameFor(listing, nobody))).catch(() => undefined);
  try {
    await expectRoom(imported, bytesIn(listing) - (await bytesThere(aside, listing)));
    const folder = await bringAll(listing, aside, download);
    return { folder, keep, drop: () => clearAway(aside) };
  } catch (thrown) {
    await keep();
    throw isFull(thrown) ? noRoom(imported, bytesIn(listing), 0) : thrown;
  }
}

async function bringAll(listing: Listing, aside: string, { progress, ...line }: Download): Promise<string> {
  const folder = join(aside, listing.id);
  const total = bytesIn(listing);
  let done = 0;
  for (const [at, [file, facts]] of Object.entries(listing.files).entries()) {
    const place = join(folder, file);
    await mkdir(dirname(place), { recursive: true });
    const before = done;
    const came = (bytes: number) => progress(before + bytes, total);
    const wanted = { address: addressIn(listing, file), facts, place, part: partOf(aside, at) };
    if ((await sizeOf(place)) !== facts.bytes) await downloadFile(wanted, { ...line, came });
    done += facts.bytes;
    progress(done, total);
  }
  if (listing.manifest) await writeFile(join(folder, 'pack.json'), listing.text);
  return folder;
}

export function bytesIn({ files }: Listing): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** How much of it an earlier download has left. */
export async function bytesLeft(imported: string, listing: Listing): Promise<number> {
  const left = (await leftIn(imported)).find(({ key }) => key === keyOf(listing));
  return left ? bytesThere(left.folder, listing) : 0;
}

async function bytesThere(aside: string, listing: Listing): Promise<number> {
  let sum = 0;
  for (const [at, file] of Object.keys(listing.files).entries()) {
    sum += (await sizeOf(join(aside, listing.id, file))) + (await amountIn(partOf(aside, at)));
  }
  return Math.min(sum, bytesIn(listing));
}

/** The folder that an earlier download of this listing left, or a new one. */
async function takeAside(imported: string, listing: Listing): Promise<string> {
  await mkdir(imported, { recursive: true });
  const aside = join(imported, nameFor(listing, process.pid));
  for (const { folder, key } of await leftIn(imported)) {
    const isMine = key === keyOf(listing);
    // Whoever renames it first has it.
    if (isMine && (await moveIntoPlace(folder, aside).then(...told))) return aside;
    if (!isMine && (await ageOf(folder)) > keptMs) await clearAway(folder);
  }
  await mkdir(aside);
  return aside;
}

/** What ended downloads have left. */
async function leftIn(imported: string): Promise<{ folder: string; key: string }[]> {
  const names = (await readdir(imported).catch(() => [])).filter((name) => name.startsWith(begun));
  return names.flatMap((name) => {
    const [key = '', owner] = name.slice(begun.length).split('-');
    const isOwned = Number(owner) !== nobody && isAlive(Number(owner));
    return isOwned ? [] : [{ folder: join(imported, name), key }];
  });
}

function nameFor(listing: Listing, owner: number): string {
  return `${begun}${keyOf(listing)}-${owner}-${randomUUID()}`;
}

/** Other files are another download. */
function keyOf({ sha256 }: Listing): string {
  return sha256.slice(0, 16);
}

/** Begins with a dot, as no file of a pack does. */
function partOf(aside: string, at: number): string {
  return join(aside, `.part-${at}`);
}

const told = [() => true, () => false] as const;

async function ageOf(folder: string): Promise<number> {
  const found = await stat(folder).catch(() => undefined);
  return Date.now() - (found?.mtimeMs ?? Date.now());
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}
