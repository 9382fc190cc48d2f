import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export type PageFile = { type: string; bytes: Buffer };

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * The page's files by the path they are asked for. All are read at the start: afterwards no request leads to the disk, so
 * that there is no path to escape by.
 */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  return new Map(filesIn(folder, ''));
}

function filesIn(folder: string, path: string): [string, PageFile][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const [file, name] = [join(folder, entry.name), `${path}/${entry.name}`];
    if (entry.isDirectory()) return filesIn(file, name);
    return [[name, { type: types[extname(file)] ?? 'application/octet-stream', bytes: readFileSync(file) }]];
  });
}
