import { parse } from 'node:path';

export type MomentForm = 'clip' | 'picture';

const pictureEndings = /\.(?:jpe?g|png|webp)$/i;
/** Containers that clips are written in; others hold what Matroska can hold, too. */
const clipEndings = /^\.(?:mp4|m4v|mov|3gp|mkv|webm|avi|m?ts|m2ts|mpe?g|wmv|flv)$/i;

/** Is a file of this name to be a picture, and not a clip? */
export function isPictureName(name: string): boolean {
  return pictureEndings.test(name);
}

/** What to call a moment of the video at `path`: `holiday 00.01.23.mp4`. */
export function momentName(path: string, atMs: number, form: MomentForm): string {
  const { name, ext } = parse(path);
  const seconds = Math.floor(atMs / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join('.');
  const ending = form === 'picture' ? '.jpg' : clipEndings.test(ext) ? ext.toLowerCase() : '.mkv';
  return `${name} ${time}${ending}`;
}
