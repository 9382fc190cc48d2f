import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** JPEGs of 1600 x 1200 in a folder within `parent`, as detailed as noise can be: about 300 kB each, no two the same. */
export async function generatePhotos(parent: string, count: number): Promise<string> {
  const folder = join(parent, 'photos');
  await mkdir(folder);
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const create = { width: 400, height: 300, channels: 3 as const, background: 'black', noise };
  const grain = await sharp({ create }).png().toBuffer();
  for (let i = 0; i < count; i++) {
    const photo = sharp(grain)
      .rotate(180 * (i % 2))
      .linear(1, i - count / 2);
    await writeFile(join(folder, `${i}.jpg`), await photo.resize(1600, 1200).jpeg().toBuffer());
  }
  return folder;
}
