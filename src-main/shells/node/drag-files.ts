import { stat } from 'node:fs/promises';
import { PolylensError, type Client, type Input } from '../../contract/index.ts';

/** Pixels row by row, four bytes each: blue, green, red, opacity. */
export type Bitmap = { width: number; height: number; pixels: Buffer };

/** Hands files to the system as what is being dragged. */
export type Drag = (files: readonly string[], icon: Bitmap) => void;

type Options = { engine: Client; drag: Drag; signal: AbortSignal };

/**
 * Drags a file of each of these pictures out of the window, while the pointer is still held down.
 * @throws PolylensError media.unavailable
 */
export async function dragFiles({ engine, drag, signal }: Options, input: Input<'shell.drag'>): Promise<void> {
  const files = await Promise.all(input.assets.map((asset) => firstFileOf(engine, asset)));
  const there = files.filter((file) => file !== undefined);
  if (there.length === 0) throw new PolylensError('media.unavailable', { path: '', why: 'no file of it is there' });
  if (!signal.aborted) drag(there, bitmapOf(input.icon));
}

/** The first of its files that is there and can be named; undefined when there is none. */
export async function firstFileOf(engine: Client, asset: number): Promise<string | undefined> {
  const details = await engine.call('asset.details', { asset }).catch((thrown: unknown) => {
    if (thrown instanceof PolylensError && thrown.code === 'asset.unknown') return undefined;
    throw thrown;
  });
  for (const { path, pathBytes } of details?.places ?? []) {
    if (pathBytes === undefined && (await isFile(path))) return path;
  }
  return undefined;
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** Systems want blue first. */
function bitmapOf({ width, height, pixels }: Input<'shell.drag'>['icon']): Bitmap {
  const bytes = Buffer.from(pixels, 'base64');
  for (let at = 0; at + 2 < bytes.length; at += 4) {
    const red = bytes[at] ?? 0;
    bytes[at] = bytes[at + 2] ?? 0;
    bytes[at + 2] = red;
  }
  return { width, height, pixels: bytes };
}
