import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, realpath, rm, stat, statfs, utimes, type FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { PolylensError, type Call, type CopyProblem, type Input, type Output } from '../contract/index.ts';
import { pathFields } from './assets.ts';
import { copyList, type CopiedOriginal } from './copy-list.ts';
import { moveIntoPlace } from './held-files.ts';
import type { Library } from './library/library.ts';

type Original = NonNullable<ReturnType<Library['assets']['details']>>;
type Failure = Output<'asset.copy'>['failed'][number];

const listName = 'polylens-list.csv';

/**
 * Copies originals into a folder and writes a list of them beside. What is there already is never written over: each
 * copy is made under a name of our own, and takes its place when it is whole.
 * @throws PolylensError copy.folder, copy.full
 */
export async function copyOriginals(
  library: Library,
  { assets, folder }: Input<'asset.copy'>,
  { signal, progress }: Call<'asset.copy'>,
): Promise<Output<'asset.copy'>> {
  const originals = assets.map((asset) => ({ asset, original: library.assets.details(asset) }));
  const into = await openFolder(folder, library.folder);
  await expectRoom(
    folder,
    originals.reduce((sum, { original }) => sum + (original?.size ?? 0), 0),
  );
  const list = await takeName(into, Buffer.from(listName)).catch((thrown: unknown) => {
    throw new PolylensError('copy.folder', { folder, why: whyOf(thrown) }, { cause: thrown });
  });
  const failed: Failure[] = [];
  let copied = 0;
  try {
    await list.file.write(copyList.heading);
    for (const { asset, original } of originals) {
      if (signal.aborted) break;
      const one = await copyOne(original, into);
      if ('reason' in one) failed.push({ asset, ...firstPath(original), ...one });
      else copied += 1;
      if (original) await list.file.write(copyList.line(original, one));
      progress({ done: copied + failed.length, total: assets.length });
    }
  } catch (thrown) {
    throw isFull(thrown) ? new PolylensError('copy.full', { folder }, { cause: thrown }) : thrown;
  } finally {
    await list.file.close();
  }
  const { path: listPath } = pathFields(below(into, list.name));
  return { stopped: copied + failed.length < assets.length, copied, failed, list: listPath };
}

/** The folder's real path; made when only its last part is missing. */
async function openFolder(folder: string, library: string): Promise<Buffer> {
  try {
    await mkdir(folder).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown;
    });
    if (!(await stat(folder)).isDirectory()) throw new Error('it is a file');
    const path = await realpath(folder, { encoding: 'buffer' });
    const own = await realpath(library);
    if (`${path.toString()}${sep}`.startsWith(`${own}${sep}`)) throw new Error("it is the library's own");
    return path;
  } catch (thrown) {
    throw new PolylensError('copy.folder', { folder, why: whyOf(thrown) }, { cause: thrown });
  }
}

async function expectRoom(folder: string, needed: number): Promise<void> {
  const room = await statfs(folder).catch(() => undefined);
  const free = room && room.bavail * room.bsize;
  if (free !== undefined && free < needed) throw new PolylensError('copy.full', { folder, needed, free });
}

/** From the first of its places that can be read. */
async function copyOne(original: Original | undefined, into: Buffer): Promise<CopiedOriginal> {
  let failure: { reason: CopyProblem; detail: string } = { reason: 'copy.missing', detail: '' };
  for (const source of original?.paths ?? []) {
    try {
      return { source, name: await copyFrom(source, into) };
    } catch (thrown) {
      if (isFull(thrown)) throw thrown;
      const isMissing = codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR';
      failure = isMissing
        ? { reason: original?.offline ? 'copy.offline' : 'copy.missing', detail: '' }
        : { reason: 'copy.failed', detail: whyOf(thrown) };
    }
  }
  return failure;
}

/** Copies one file with its time; gives back the name it got. */
async function copyFrom(source: Buffer, into: Buffer): Promise<Buffer> {
  const { atime, mtime } = await stat(source);
  const part = below(into, Buffer.from(`.polylens-${randomUUID()}.part`));
  let taken: Buffer | undefined;
  try {
    await copyFile(source, part, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await utimes(part, atime, mtime);
    const { name, file } = await takeName(into, source.subarray(source.lastIndexOf(sep) + 1));
    taken = below(into, name);
    await file.close();
    // Over our own empty file of that name, and over no other.
    await moveIntoPlace(part, taken);
    return name;
  } catch (thrown) {
    await rm(part, { force: true });
    if (taken) await rm(taken, { force: true });
    throw thrown;
  }
}

/** Makes an empty file of this name, or of the first that is free: `name (2).jpg`. */
async function takeName(into: Buffer, wanted: Buffer): Promise<{ name: Buffer; file: FileHandle }> {
  // One byte a letter: a name need not be UTF-8.
  const [, stem = '', ending = ''] = /^(.+?)(\.[^.]*)?$/su.exec(wanted.toString('latin1')) ?? [];
  for (let number = 1; ; number += 1) {
    const name = Buffer.from(number === 1 ? stem + ending : `${stem} (${number})${ending}`, 'latin1');
    try {
      return { name, file: await open(below(into, name), 'wx') };
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw thrown;
    }
  }
}

function below(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from(sep), name]);
}

function firstPath(original: Original | undefined): { path: string } {
  const [first] = original?.paths ?? [];
  return { path: first ? pathFields(first).path : '' };
}

function isFull(thrown: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(thrown) ?? '');
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
}

function whyOf(thrown: unknown): string {
  return codeOf(thrown) ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
