import { sep } from 'node:path';

/** The paths below `folder` as a range of bytes: first one included, last one excluded. */
export function prefixRange(folder: Buffer): [from: Buffer, to: Buffer] {
  const separator = Buffer.from(sep);
  const from = folder.subarray(-1).equals(separator) ? folder : Buffer.concat([folder, separator]);
  const to = Buffer.from(from);
  to[to.length - 1] = sep.charCodeAt(0) + 1;
  return [from, to];
}
