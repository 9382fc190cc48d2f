import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const tile = { width: 640, height: 400 };
const gap = 12;
const across = 2;

/** Writes a sheet for each screen beside its pictures: all of them small, to be looked over at once. Resolves with how many. */
export async function writeSheets(folder: string): Promise<number> {
  const files = readdirSync(folder).filter((name) => /-\d{4}-(light|dark)\.png$/.test(name));
  const screens = grouped(files);
  for (const [screen, names] of screens) {
    const tiles = await Promise.all(names.map((name) => smaller(join(folder, name))));
    const rows = Math.ceil(tiles.length / across);
    const [width, height] = [across * (tile.width + gap) + gap, rows * (tile.height + gap) + gap];
    const placed = tiles.map((input, at) => ({
      input,
      left: gap + (at % across) * (tile.width + gap),
      top: gap + Math.floor(at / across) * (tile.height + gap),
    }));
    await sharp({ create: { width, height, channels: 3, background: '#7a7a7a' } })
      .composite(placed)
      .png({ compressionLevel: 9 })
      .toFile(join(folder, `sheet-${screen}.png`));
  }
  return screens.size;
}

function grouped(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of files.toSorted()) {
    const screen = name.replace(/-\d{4}-(light|dark)\.png$/, '');
    groups.set(screen, [...(groups.get(screen) ?? []), name]);
  }
  return groups;
}

function smaller(path: string): Promise<Buffer> {
  return sharp(path)
    .resize({ ...tile, fit: 'contain', background: '#7a7a7a' })
    .png()
    .toBuffer();
}
