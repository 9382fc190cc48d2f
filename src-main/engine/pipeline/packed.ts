import type { Found } from './scan.ts';

/** Found files as two plain arrays, which cross to another thread far quicker than objects. */
export type Packed = {
  /** Each path followed by a zero byte, which no path can hold. */
  paths: Uint8Array<ArrayBuffer>;
  /** Size, time of the content and of the file's own data, and what lies beside it, for each file. */
  numbers: Float64Array<ArrayBuffer>;
};

const perFile = 4;

export function packed(files: readonly Found[]): Packed {
  const paths = new Uint8Array(files.reduce((sum, { path }) => sum + path.length + 1, 0));
  const numbers = new Float64Array(perFile * files.length);
  let at = 0;
  for (const [row, { path, size, modifiedMs, changedMs, beside }] of files.entries()) {
    paths.set(path, at);
    at += path.length + 1;
    numbers.set([size, modifiedMs, changedMs, beside], perFile * row);
  }
  return { paths, numbers };
}

export function unpacked({ paths, numbers }: Packed): Found[] {
  const bytes = Buffer.from(paths.buffer);
  const files: Found[] = [];
  let start = 0;
  for (let row = 0; row < numbers.length; row += perFile) {
    const end = bytes.indexOf(0, start);
    const [size = 0, modifiedMs = 0, changedMs = 0, beside = 0] = numbers.subarray(row, row + perFile);
    files.push({ path: bytes.subarray(start, end), size, modifiedMs, changedMs, beside });
    start = end + 1;
  }
  return files;
}
