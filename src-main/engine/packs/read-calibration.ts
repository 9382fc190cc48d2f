import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Calibration } from '../values.ts';
import type { Pack } from './open-pack.ts';

/** What tells how likely hits are right, of a pack that was verified; undefined where the pack has none. */
export async function readCalibration({ folder, dimension, calibration }: Pack): Promise<Calibration | undefined> {
  if (!calibration) return undefined;
  const { file, count, scale } = calibration.background;
  const bytes = await readFile(join(folder, file));
  const background = Array.from({ length: count }, (_, at) =>
    Float32Array.from(
      new Int8Array(bytes.buffer, bytes.byteOffset + at * dimension, dimension),
      (value) => value * scale,
    ),
  );
  return { ...calibration, background };
}
