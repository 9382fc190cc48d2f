import { readdir } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { isSubtitle, isVideoName, subtitlesOf } from './media/subtitle-names.ts';

/** Of the files in a folder, by whole paths, one character a byte: videos, and of those that have any the subtitles. */
type Listed = { videos: string[]; subtitles: ReadonlyMap<string, readonly string[]> };

/** What lies beside single paths, their folders listed when it is asked for, each once. */
export class ListedFolders {
  readonly #folders = new Map<string, Promise<Listed>>();

  /** These paths, and the videos that those of them belong to which are subtitles, whether they are there or not. */
  async withOwners(paths: readonly Buffer[]): Promise<Buffer[]> {
    const all = new Map(paths.map((path) => [path.toString('latin1'), path]));
    for (const [folder, subtitles] of byFolder([...all.keys()].filter(isSubtitle))) {
      const { videos } = await this.#list(folder);
      for (const owner of subtitlesOf([...videos, ...subtitles]).keys()) all.set(owner, Buffer.from(owner, 'latin1'));
    }
    return [...all.values()];
  }

  /** The subtitles of a video, as `look` wants them. */
  async belongingsOf(path: Buffer): Promise<readonly string[]> {
    const name = path.toString('latin1');
    return isVideoName(name) ? ((await this.#list(dirname(name))).subtitles.get(name) ?? []) : [];
  }

  #list(folder: string): Promise<Listed> {
    const known = this.#folders.get(folder) ?? list(folder);
    this.#folders.set(folder, known);
    return known;
  }
}

function byFolder(names: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const name of names) {
    const own = folders.get(dirname(name));
    if (own) own.push(name);
    else folders.set(dirname(name), [name]);
  }
  return folders;
}

async function list(folder: string): Promise<Listed> {
  const entries = await readdir(Buffer.from(folder, 'latin1'), { withFileTypes: true, encoding: 'buffer' }).catch(
    () => [],
  );
  const start = folder.endsWith(sep) ? folder : folder + sep;
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => start + name.toString('latin1'));
  return { videos: names.filter(isVideoName), subtitles: subtitlesOf(names) };
}
