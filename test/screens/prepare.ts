/** A library to be shown: photos of some years, a burst, videos where FFmpeg is, files that cannot be read. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { ffmpeg, runFfmpeg } from '../fixtures/videos.ts';
import { polylens, type World } from '../e2e/program.ts';
import { writeDrawn } from './drawn.ts';

const drawnCount = 70;
const secondsEach = 4;

/** Draws photos into the world, unless a person's own are shown. */
export async function fill({ photos }: World, own: string | undefined): Promise<void> {
  if (own !== undefined) return;
  await writeDrawn(photos, drawnCount);
  await writeBurst(photos);
  if (ffmpeg) writeVideo(photos);
}

/** Fills a library with these, and with files that cannot be read, by the pack inside. */
export async function prepareLibrary(world: World, own: string | undefined): Promise<void> {
  await fill(world, own);
  writeDamaged(world.photos);
  const folders = [world.photos, ...(own === undefined ? [] : [resolve(own)])];
  const { code, talk } = await polylens(world, ['index', ...folders], { chooses: true });
  if (code !== 0) throw new Error(`indexing ended with ${code}: ${talk}`);
}

async function writeBurst(folder: string): Promise<void> {
  const [shot = ''] = readdirSync(folder).filter((name) => name.startsWith('sailing'));
  for (const at of [1, 2, 3, 4]) {
    const moved = { left: 6 * at, top: 4 * at, width: 760, height: 640 };
    const taken = { IFD2: { DateTimeOriginal: `2024:08:03 14:05:0${at}` } };
    await sharp(join(folder, shot))
      .extract(moved)
      .withExif(taken)
      .toFile(join(folder, `IMG_20240803_14050${at}.jpg`));
  }
}

/** What was drawn, one after the other. */
function writeVideo(folder: string): void {
  const shown = ['city', 'sunset', 'hot', 'meadow'].map(
    (name) => readdirSync(folder).find((file) => file.startsWith(name)) ?? '',
  );
  const inputs = shown.flatMap((name) => ['-loop', '1', '-t', String(secondsEach), '-i', join(folder, name)]);
  const fitted = shown.map(
    (_name, at) => `[${at}:v]scale=640:360:force_original_aspect_ratio=increase,crop=640:360,setsar=1,fps=10[v${at}]`,
  );
  const joined = `${shown.map((_name, at) => `[v${at}]`).join('')}concat=n=${shown.length}:v=1,format=yuv420p`;
  const filter = [...fitted, joined].join(';');
  runFfmpeg([...inputs, '-filter_complex', filter, '-c:v', 'libvpx', '-g', '10', join(folder, 'our-journey.webm')]);
}

function writeDamaged(folder: string): void {
  writeFileSync(join(folder, 'cut-off.jpg'), '');
  writeFileSync(join(folder, 'letter.png'), 'Dear diary, this is no photo.\n');
}
