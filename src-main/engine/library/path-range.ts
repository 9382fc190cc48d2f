import { sep } from 'node:path';

/** All below a folder but what is below others. */
export type Territory = { folder: Buffer; without: readonly Buffer[] };

/** The paths below `folder` as a range of bytes: first one included, last one excluded. */
export function prefixRange(folder: Buffer): [from: Buffer, to: Buffer] {
  const separator = Buffer.from(sep);
  const from = folder.subarray(-1).equals(separator) ? folder : Buffer.concat([folder, separator]);
  const to = Buffer.from(from);
  to[to.length - 1] = sep.charCodeAt(0) + 1;
  return [from, to];
}

/** Is `path` this folder or below it? */
export function covers(folder: Buffer, path: Uint8Array): boolean {
  const [from] = prefixRange(folder);
  return folder.equals(path) || from.equals(path.subarray(0, from.length));
}
