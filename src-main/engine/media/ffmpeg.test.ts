import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFfmpeg } from './ffmpeg.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-ffmpeg-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const platform = process.platform === 'win32' ? 'win32' : 'linux';

/** Puts what passes for both programs into a folder, as they are called on a system. */
function put(into: string, ending = platform === 'win32' ? '.exe' : ''): { ffmpeg: string; ffprobe: string } {
  mkdirSync(into, { recursive: true });
  const [ffmpeg, ffprobe] = [join(into, `ffmpeg${ending}`), join(into, `ffprobe${ending}`)];
  for (const path of [ffmpeg, ffprobe]) writeFileSync(path, '', { mode: 0o755 });
  return { ffmpeg, ffprobe };
}

test('the first folder of the path that has them counts, also in quotes', () => {
  const [first, second] = [put(join(folder, 'first')), put(join(folder, 'second'))];
  const path = (...folders: string[]) => findFfmpeg({ PATH: folders.join(delimiter) }, platform);
  expect(path(join(folder, 'none'), join(folder, 'first'), join(folder, 'second'))).toEqual(first);
  expect(path(`"${join(folder, 'second')}"`)).toEqual(second);
});

test('what lies in the folder that one is in is not run', () => {
  put(folder);
  const here = relative(process.cwd(), folder);
  expect(findFfmpeg({ PATH: [here, '', '.'].join(delimiter) }, platform)).toBe(undefined);
});

test('on Windows it is found where it was installed while Polylens runs', () => {
  const found = put(join(folder, 'Microsoft', 'WinGet', 'Links'), '.exe');
  expect(findFfmpeg({ PATH: '', LOCALAPPDATA: folder }, 'win32')).toEqual(found);
});

test('what is named counts alone, as program or as folder', () => {
  const [named, other] = [put(join(folder, 'named')), put(join(folder, 'other'))];
  const PATH = join(folder, 'other');
  expect(findFfmpeg({ PATH, POLYLENS_FFMPEG: join(folder, 'named') }, platform)).toEqual(named);
  expect(findFfmpeg({ PATH, POLYLENS_FFMPEG: named.ffmpeg }, platform)).toEqual(named);
  expect(findFfmpeg({ PATH, POLYLENS_FFMPEG: join(folder, 'gone', 'ffmpeg') }, platform)).toBe(undefined);
  expect(findFfmpeg({ PATH }, platform)).toEqual(other);
});
