/** What lies beside a picture and tells of it: sidecars, the file's name, its time. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse, sep } from 'node:path';
import type { Details } from '../values.ts';
import { takenByName } from './taken-by-name.ts';
import { onThisWall } from './taken.ts';
import { readTakeout, takeoutNames } from './takeout.ts';
import { readXmp } from './xmp.ts';

const longest = 1_000_000;

/**
 * Completes what a picture says of itself. Its XMP sidecar counts more, for that is where programs write what a person
 * changed; the file that Google's export puts beside a picture counts less; then its name; at last its time.
 */
export async function withWhatLiesBeside(own: Details, path: Buffer, modifiedMs: number): Promise<Details> {
  const xmp = await readSidecar(path);
  const details = { ...own, ...(xmp ? readXmp(xmp, 'sidecar') : {}) };
  if (details.taken && details.latitude !== undefined) return details;
  const takeout = await readFromTakeout(path);
  const completed = { ...takeout, ...details };
  const taken = completed.taken ?? takenByName(parse(path.toString()).name) ?? onThisWall(modifiedMs, 'modified');
  return { ...completed, taken };
}

/** `a.jpg.xmp` belongs to one file, `a.xmp` to all of that name. Programs of Windows write both in capitals, too. */
async function readSidecar(path: Buffer): Promise<Buffer | undefined> {
  const dot = path.lastIndexOf('.');
  const stem = dot > path.lastIndexOf(sep) ? path.subarray(0, dot) : path;
  for (const name of [path, stem]) {
    for (const ending of ['.xmp', '.XMP']) {
      const bytes = await readSmall(Buffer.concat([name, Buffer.from(ending)]));
      if (bytes) return bytes;
    }
  }
  return undefined;
}

async function readFromTakeout(path: Buffer): Promise<Details> {
  const start = path.lastIndexOf(sep) + 1;
  for (const name of takeoutNames(path.toString('utf8', start))) {
    const bytes = await readSmall(Buffer.concat([path.subarray(0, start), Buffer.from(name)]));
    if (bytes) return readTakeout(bytes);
  }
  return {};
}

/** Undefined when it is not there, cannot be read or is larger than any such file. */
async function readSmall(path: Buffer): Promise<Buffer | undefined> {
  try {
    // Not waiting for a writer, should it be a named pipe.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    const file = await open(path, flags);
    try {
      const stat = await file.stat();
      return stat.isFile() && stat.size <= longest ? await file.readFile() : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
