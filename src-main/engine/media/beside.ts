/** What lies beside a picture and tells of it: sidecars, the file's name, its time. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'node:path';
import type { Details } from '../values.ts';
import { positionOf } from './position.ts';
import { onThisWall, takenAt, takenByName } from './taken.ts';
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
  const takeout = await readTakeout(path);
  const completed = { ...takeout, ...details };
  const taken = completed.taken ?? takenByName(parse(path.toString()).name) ?? onThisWall(modifiedMs, 'modified');
  return { ...completed, taken };
}

/** `a.jpg.xmp` belongs to one file, `a.xmp` to all of that name. */
async function readSidecar(path: Buffer): Promise<Buffer | undefined> {
  const dot = path.lastIndexOf('.');
  const stem = dot > path.lastIndexOf('/') ? path.subarray(0, dot) : path;
  return (await readSmall(path, '.xmp')) ?? (await readSmall(stem, '.xmp'));
}

/** Google Takeout's file of a picture, by its older and its newer name. */
async function readTakeout(path: Buffer): Promise<Details> {
  const bytes = (await readSmall(path, '.supplemental-metadata.json')) ?? (await readSmall(path, '.json'));
  try {
    return bytes ? takeoutDetails(JSON.parse(bytes.toString())) : {};
  } catch {
    // Some other program's file.
    return {};
  }
}

function takeoutDetails(found: unknown): Details {
  const { photoTakenTime, geoData } = (found ?? {}) as {
    photoTakenTime?: { timestamp?: unknown };
    geoData?: { latitude?: unknown; longitude?: unknown };
  };
  const taken = takenAt(1000 * Number(photoTakenTime?.timestamp ?? Number.NaN), 'sidecar');
  return {
    ...(taken ? { taken } : {}),
    ...positionOf(Number(geoData?.latitude), Number(geoData?.longitude)),
  };
}

/** Undefined when it is not there, cannot be read or is larger than any such file. */
async function readSmall(path: Buffer, ending: string): Promise<Buffer | undefined> {
  try {
    // Not waiting for a writer, should it be a named pipe.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    const file = await open(Buffer.concat([path, Buffer.from(ending)]), flags);
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
