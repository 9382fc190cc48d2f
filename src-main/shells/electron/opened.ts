import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commonHeaders } from '../node/headers.ts';

/** What a window's page can read. */
const picture = /\.(?:jpe?g|png|webp|gif|avif|bmp)$/i;

/** The picture that a person opened with Polylens. The page takes it, once, to look for others like it; it never learns a path. */
export class Opened {
  #path: string | undefined;

  /** Is there one among the arguments of a start in this folder? Then it is the one from now on. */
  note(args: readonly string[], folder: string): boolean {
    const found = args.map((part) => resolve(folder, pathOf(part))).find((path) => picture.test(path) && isFile(path));
    this.#path = found ?? this.#path;
    return found !== undefined;
  }

  async answer(): Promise<Response> {
    const path = this.#path;
    this.#path = undefined;
    const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
    // The next one has the same address.
    const headers = { ...commonHeaders, 'Cache-Control': 'no-store' };
    return new Response(bytes ?? null, { status: bytes ? 200 : 404, headers });
  }
}

/** Some desktops hand files over as addresses. */
function pathOf(part: string): string {
  if (!/^file:\/\//i.test(part)) return part;
  try {
    return fileURLToPath(part);
  } catch {
    return part;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
