import type { CopyProblem } from '../contract/index.ts';
import { pictureFields } from './assets.ts';
import type { Library } from './library/library.ts';

/** What became of one original: copied from where and under which name, or why not. */
export type CopiedOriginal = { source: Buffer; name: Buffer } | { reason: CopyProblem; detail: string };

type Original = NonNullable<ReturnType<Library['assets']['details']>>;

const columns = [
  'file',
  'original',
  'taken',
  'width',
  'height',
  'bytes',
  'seconds',
  'camera',
  'latitude',
  'longitude',
  'rating',
  'favourite',
  'keywords',
  'problem',
];

/**
 * The list beside copies, as CSV (RFC 4180). It begins with a byte order mark: without it Excel takes UTF-8 for something
 * else.
 */
export const copyList = {
  heading: `\ufeff${csvLine(columns)}`,

  line(original: Original, copied: CopiedOriginal): string {
    const { details, favourite, duration, width, height } = pictureFields(original);
    const isCopied = 'name' in copied;
    return csvLine([
      isCopied ? copied.name.toString() : '',
      (isCopied ? copied.source : original.paths[0])?.toString(),
      details.taken,
      width,
      height,
      original.size,
      duration === undefined ? undefined : duration / 1000,
      details.camera,
      details.latitude,
      details.longitude,
      details.rating,
      favourite && 1,
      details.keywords?.join('; '),
      isCopied ? '' : copied.reason,
    ]);
  },
};

function csvLine(values: readonly (string | number | boolean | undefined)[]): string {
  return `${values.map((value) => csvField(String(value ?? ''))).join(',')}\r\n`;
}

function csvField(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
