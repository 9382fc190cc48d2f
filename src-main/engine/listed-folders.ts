import { readdir } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { isSubtitle, isVideoName, subtitlesOf } from './media/subtitle-names.ts';

/** What lies beside single paths, their folders listed when it is asked for, each once. */
export class ListedFolders {
  readonly #names = new Map<string, Promise<string[]>>();

  /** These paths, and the videos that those of them belong to which are subtitles, whether they are there or not. */
  async withOwners(paths: readonly Buffer[]): Promise<Buffer[]> {
    const all = new Map<string, Buffer>();
    for (const path of paths) {
      const name = path.toString('latin1');
      all.set(name, path);
      if (!isSubtitle(name)) continue;
      for (const [owner, own] of subtitlesOf([...(await this.#beside(name)), name])) {
        if (own.includes(name)) all.set(owner, Buffer.from(owner, 'latin1'));
      }
    }
    return [...all.values()];
  }

  /** The subtitles of a video, as `look` wants them. */
  async belongingsOf(path: Buffer): Promise<readonly string[]> {
    const name = path.toString('latin1');
    return isVideoName(name) ? (subtitlesOf(await this.#beside(name)).get(name) ?? []) : [];
  }

  async #beside(name: string): Promise<string[]> {
    const folder = dirname(name);
    const names = this.#names.get(folder) ?? listed(folder);
    this.#names.set(folder, names);
    return names;
  }
}

/** Whole paths of the files in a folder, one character a byte. */
async function listed(folder: string): Promise<string[]> {
  const entries = await readdir(Buffer.from(folder, 'latin1'), { withFileTypes: true, encoding: 'buffer' }).catch(
    () => [],
  );
  const start = folder.endsWith(sep) ? folder : folder + sep;
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => start + name.toString('latin1'));
}
