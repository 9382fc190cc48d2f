import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { PolylensError } from '../../contract/errors.ts';
import { Manifest } from './manifest.ts';

type Facts = Manifest['files'][string];

/** A verified model pack. */
export type Pack = Manifest & {
  folder: string;
  /** Vectors with different keys are never compared. */
  stageKey: string;
  /** The same of packs that share vectors tells them apart. */
  ownKey: string;
};

/**
 * Opens the pack in `folder` and checks size and SHA-256 of every file. Errors: `pack.missing` (no pack there),
 * `pack.invalid` (pack.json is not understood), `pack.damaged` (a file is missing or not what pack.json says).
 */
export async function openPack(folder: string): Promise<Pack> {
  const manifest = await readManifest(folder);
  for (const [file, facts] of Object.entries(manifest.files)) await checkFile(folder, file, facts);
  return { ...manifest, folder, stageKey: stageKeyOf(manifest), ownKey: keyOf(nameOf(manifest), manifest) };
}

/** What a pack is called: `id@version`. */
export function nameOf({ id, version }: Pick<Manifest, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

/** The name of the pack that a pack's vectors of photos are called after. */
export function makerOf(manifest: Manifest): string {
  return manifest.image.vectorsOf ?? nameOf(manifest);
}

/** The key of vectors that a pack makes. */
export function stageKeyOf(manifest: Manifest): string {
  return keyOf(makerOf(manifest), manifest);
}

function keyOf(name: string, { image }: Manifest): string {
  return `${name}/${image.version}`;
}

/** Reads what a pack says of itself. Errors: `pack.missing`, `pack.invalid`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = 'pack.json';
  const text = await readFile(join(folder, file), 'utf8').catch((cause: unknown) => {
    throw new PolylensError('pack.missing', { folder, file }, { cause });
  });
  const parsed = v.safeParse(Manifest, parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new PolylensError('pack.invalid', { folder, file, found: `${v.getDotPath(issue) ?? ''}: ${issue.message}` });
  }
  const found = wrongIn(parsed.output);
  if (found !== undefined) throw new PolylensError('pack.invalid', { folder, file, found });
  return parsed.output;
}

/** What no schema tells: do the files that it names fit? */
function wrongIn({ image, text, golden, files, calibration, dimension }: Manifest): string | undefined {
  const background = calibration?.background;
  const needed = [image.file, text.file, text.tokenizer, golden, ...(background ? [background.file] : [])];
  const absent = needed.find((name) => !(name in files));
  if (absent !== undefined) return `${absent} is not in files`;
  if (!background || files[background.file]?.bytes === background.count * dimension) return undefined;
  return `${background.file} is not ${background.count} vectors of ${dimension} bytes`;
}

/** The value of a JSON text; undefined, which no schema takes, when it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function checkFile(folder: string, file: string, facts: Facts): Promise<void> {
  await checkSize(folder, file, facts);
  const { sha256 } = await factsOf(folder, file);
  if (sha256 !== facts.sha256) {
    throw damaged(folder, file, { expected: `sha256 ${facts.sha256}`, found: `sha256 ${sha256}` });
  }
}

/** Size and hash of a file. Errors: `pack.damaged` (it is none, or cannot be read). */
export async function factsOf(folder: string, file: string): Promise<Facts> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    if (!(await stat(join(folder, file))).isFile()) throw new Error('not a file');
    for await (const chunk of createReadStream(join(folder, file))) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (thrown) {
    throw damaged(folder, file, {
      expected: 'a file',
      found: thrown instanceof Error ? thrown.message : String(thrown),
    });
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Is the file there, and as large as pack.json says? Errors: `pack.damaged`. */
export async function checkSize(folder: string, file: string, { bytes }: Facts): Promise<void> {
  const found = await stat(join(folder, file)).catch(() => undefined);
  const size = found?.isFile() ? found.size : undefined;
  if (size !== bytes)
    throw damaged(folder, file, {
      expected: `${bytes} bytes`,
      found: size === undefined ? 'no file' : `${size} bytes`,
    });
}

function damaged(
  folder: string,
  file: string,
  { expected, found }: { expected: string; found: string },
): PolylensError {
  return new PolylensError('pack.damaged', { folder, file, expected, found });
}
