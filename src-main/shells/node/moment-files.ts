import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { PolylensError, type Client, type Input } from '../../contract/index.ts';
import { momentName } from './moment-name.ts';

/** A moment of a video: with a length a clip, else a picture. */
export type Moment = Input<'shell.save-moment'>;

/** `/media/<asset>/clip/<ms>/<length>` or `/media/<asset>/frame/<ms>`: a moment to be kept as a file. */
export function readMomentPath(path: string): Moment | undefined {
  const [, asset, clipAt, length, frameAt] =
    /^\/media\/([1-9]\d{0,14})\/(?:clip\/(\d{1,12})\/([1-9]\d{0,8})|frame\/(\d{1,12}))$/.exec(path) ?? [];
  if (asset === undefined) return undefined;
  const clip = length === undefined ? {} : { length: Number(length) };
  return { asset: Number(asset), at: Number(clipAt ?? frameAt), ...clip };
}

/** What to call a moment. @throws PolylensError asset.unknown */
export async function nameOfMoment(engine: Client, { asset, at, length }: Moment): Promise<string> {
  const { places } = await engine.call('asset.details', { asset });
  const [first] = places;
  if (!first) throw new PolylensError('asset.unknown', { asset });
  return momentName(first.path, at, length === undefined ? 'picture' : 'clip');
}

/** Writes a moment where the person wants it. */
export async function saveMoment(engine: Client, { asset, ...moment }: Moment, target: string): Promise<void> {
  await engine.call('media.export', { source: { asset }, ...moment, target });
}

/**
 * A moment as a file for a browser, which says itself where it goes: made in the library's folder, under a name that is
 * cleared away when whoever made it could not. `use` opens it.
 */
export async function withMomentFile<T>(
  { engine, folder }: { engine: Client; folder: string },
  moment: Moment,
  use: (file: { path: string; name: string }) => Promise<T>,
): Promise<T> {
  const name = await nameOfMoment(engine, moment);
  const path = join(folder, `asked-${randomUUID()}${extname(name)}`);
  await saveMoment(engine, moment, path);
  try {
    return await use({ path, name });
  } finally {
    await rm(path, { force: true });
  }
}
