import { readdir } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { isSubtitle, isVideoName, subtitlesOf } from './media/subtitle-names.ts';

/** What is in a folder, by whole paths, one character a byte. */
type Listed = {
  /** By how they are spelled, but for capitals and accents; undefined where it cannot be listed. */
  bySpelling: ReadonlyMap<string, readonly string[]> | undefined;
  videos: string[];
  /** Of those videos that have any. */
  subtitles: ReadonlyMap<string, readonly string[]>;
};

/** Systems that take a name for another one of other capitals, or of accents written otherwise. */
const spellFreely = ['darwin', 'win32'].includes(process.platform);

/** What lies beside single paths, their folders listed when it is asked for, each once. */
export class ListedFolders {
  readonly #folders = new Map<string, Promise<Listed>>();
  readonly #spellsFreely: boolean;

  constructor(spellsFreely = spellFreely) {
    this.#spellsFreely = spellsFreely;
  }

  /** These paths, and the videos that those of them belong to which are subtitles, whether they are there or not. */
  async withOwners(paths: readonly Buffer[]): Promise<Buffer[]> {
    const all = new Map(paths.map((path) => [path.toString('latin1'), path]));
    for (const [folder, subtitles] of grouped([...all.keys()].filter(isSubtitle), dirname)) {
      const { videos } = await this.#list(folder);
      for (const owner of subtitlesOf([...videos, ...subtitles]).keys()) all.set(owner, Buffer.from(owner, 'latin1'));
    }
    return [...all.values()];
  }

  /**
   * These paths, and where the system takes one spelling for another and a name is not listed, those that it may mean: of a
   * renamed file both names are told, and both can be asked for.
   */
  async withOtherSpellings(paths: readonly Buffer[]): Promise<Buffer[]> {
    const all = new Map(paths.map((path) => [path.toString('latin1'), path]));
    for (const path of paths) {
      if (await this.has(path)) continue;
      for (const name of await this.#alike(path)) all.set(name, Buffer.from(name, 'latin1'));
    }
    return [...all.values()];
  }

  /**
   * Does nothing say that there is nothing of just this name? What can be asked for says so by itself, unless the system takes
   * one spelling for another.
   */
  async has(path: Buffer): Promise<boolean> {
    if (!this.#spellsFreely) return true;
    const { bySpelling } = await this.#list(dirname(path.toString('latin1')));
    return !bySpelling || (await this.#alike(path)).includes(path.toString('latin1'));
  }

  async #alike(path: Buffer): Promise<readonly string[]> {
    const { bySpelling } = await this.#list(dirname(path.toString('latin1')));
    return bySpelling?.get(spellingOf(path.toString('latin1'))) ?? [];
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

function grouped(names: readonly string[], keyOf: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = groups.get(keyOf(name));
    if (group) group.push(name);
    else groups.set(keyOf(name), [name]);
  }
  return groups;
}

async function list(folder: string): Promise<Listed> {
  const entries = await readdir(Buffer.from(folder, 'latin1'), { withFileTypes: true, encoding: 'buffer' }).catch(
    () => undefined,
  );
  const start = folder.endsWith(sep) ? folder : folder + sep;
  const nameOf = ({ name }: { name: Buffer }) => start + name.toString('latin1');
  const files = (entries ?? []).filter((entry) => !entry.isDirectory()).map(nameOf);
  return {
    bySpelling: entries && grouped(entries.map(nameOf), spellingOf),
    videos: files.filter(isVideoName),
    subtitles: subtitlesOf(files),
  };
}

/** What names have in common that some systems take for one. */
function spellingOf(name: string): string {
  return Buffer.from(name, 'latin1').toString().normalize('NFC').toLowerCase();
}
