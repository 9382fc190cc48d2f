/** Electron's archive of a program: a header that lists the files, as JSON, and then their bytes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

type Entry = { files?: Record<string, Entry>; size?: number; offset?: string; unpacked?: boolean };
export type Packed = { path: string; bytes: number; beside: boolean };

/** Every file of an archive; `beside`: in the folder of files that were left unpacked. */
export function filesInArchive(archive: string): Packed[] {
  return filesBelow(open(archive).header, '');
}

function filesBelow({ files = {} }: Entry, folder: string): Packed[] {
  return Object.entries(files).flatMap(([name, entry]) => {
    const path = `${folder}${name}`;
    if (entry.files) return filesBelow(entry, `${path}/`);
    return [{ path, bytes: entry.size ?? 0, beside: entry.unpacked === true }];
  });
}

/** Puts files in, in the place of those of their names; makes the archive where there is none. */
export function putInArchive(archive: string, added: Record<string, Buffer | string>): void {
  const { header, data } = open(archive);
  const parts = [data];
  let end = data.length;
  for (const [path, content] of Object.entries(added)) {
    const bytes = Buffer.from(content);
    const names = path.split('/');
    const name = names.pop() ?? '';
    let folder = header;
    for (const each of names) folder = (folder.files ??= {})[each] ??= { files: {} };
    (folder.files ??= {})[name] = { size: bytes.length, offset: String(end) };
    parts.push(bytes);
    end += bytes.length;
  }
  writeFileSync(archive, Buffer.concat([...headOf(header), ...parts]));
}

/** As Chromium's Pickle has it: two numbers of sizes, one inside the other, then the text's own, filled up to four bytes. */
function headOf(header: Entry): Buffer[] {
  const text = Buffer.from(JSON.stringify(header));
  const filled = Math.ceil(text.length / 4) * 4;
  const sizes = Buffer.alloc(16);
  [4, filled + 8, filled + 4, text.length].forEach((size, at) => sizes.writeUInt32LE(size, at * 4));
  return [sizes, text, Buffer.alloc(filled - text.length)];
}

function open(archive: string): { header: Entry; data: Buffer } {
  if (!existsSync(archive)) return { header: {}, data: Buffer.alloc(0) };
  const bytes = readFileSync(archive);
  const header = bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12));
  return { header: JSON.parse(header) as Entry, data: bytes.subarray(8 + bytes.readUInt32LE(4)) };
}
