import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { PolylensError } from '../../contract/errors.ts';
import { Manifest } from './manifest.ts';

/** A verified model pack. */
export type Pack = Manifest & {
  folder: string;
  /** Vectors with different keys are never compared. */
  stageKey: string;
};

/**
 * Opens the pack in `folder` and checks size and SHA-256 of every file. Errors: `pack.missing` (no pack there),
 * `pack.invalid` (pack.json is not understood), `pack.damaged` (a file is missing or not what pack.json says).
 */
export async function openPack(folder: string): Promise<Pack> {
  const manifest = await readManifest(folder);
  for (const [file, facts] of Object.entries(manifest.files)) await checkFile(folder, file, facts);
  return { ...manifest, folder, stageKey: `${manifest.id}@${manifest.version}/${manifest.image.version}` };
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = 'pack.json';
  const text = await readFile(join(folder, file), 'utf8').catch((cause: unknown) => {
    throw new PolylensError('pack.missing', { folder, file }, { cause });
  });
  const parsed = v.safeParse(Manifest, parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new PolylensError('pack.invalid', { folder, file, found: `${v.getDotPath(issue) ?? ''}: ${issue.message}` });
  }
  const { image, text: texts, golden, files } = parsed.output;
  for (const needed of [image.file, texts.file, texts.tokenizer, golden]) {
    if (!(needed in files))
      throw new PolylensError('pack.invalid', { folder, file, found: `${needed} is not in files` });
  }
  return parsed.output;
}

/** The value of a JSON text; undefined, which no schema takes, when it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function checkFile(folder: string, file: string, { bytes, sha256 }: Manifest['files'][string]): Promise<void> {
  const path = join(folder, file);
  const damaged = (expected: string, found: string) =>
    new PolylensError('pack.damaged', { folder, file, expected, found });
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw damaged(`${bytes} bytes`, 'no file');
  if (found.size !== bytes) throw damaged(`${bytes} bytes`, `${found.size} bytes`);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  const digest = hash.digest('hex');
  if (digest !== sha256) throw damaged(`sha256 ${sha256}`, `sha256 ${digest}`);
}
