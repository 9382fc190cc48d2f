import type { Found, Named } from './scan.ts';

/** Found files as two plain arrays, which cross to another thread far quicker than objects. */
export type Packed = {
  /** Each path followed by a zero byte, which no path can hold. */
  paths: Uint8Array<ArrayBuffer>;
  /** Size, time of the content and of the file's own data, and what lies beside it, for each file. */
  numbers: Float64Array<ArrayBuffer>;
};

const perFile = 4;

export function packed(files: readonly Named[]): Packed {
  // Of its own memory, not of Node's pool, so that it can be given away.
  const names = files.map(({ name }) => `${name}\0`).join('');
  const paths = new Uint8Array(names.length);
  Buffer.from(paths.buffer).write(names, 'latin1');
  const numbers = new Float64Array(perFile * files.length);
  let at = 0;
  for (const { size, modifiedMs, changedMs, beside } of files) {
    numbers[at] = size;
    numbers[at + 1] = modifiedMs;
    numbers[at + 2] = changedMs;
    numbers[at + 3] = beside;
    at += perFile;
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
