import { rm, statfs } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { PolylensError } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import { choiceOf, choose } from './models.ts';
import type { Pack } from './packs/open-pack.ts';
import { indexFolder } from './search-index.ts';

/** What a row of SQLite has beside a vector's numbers, what finds it, and what the search index has to find its neighbours by. */
const rowBytes = 60;
const entryBytes = 110;
const linkBytes = 150;
/** SQLite's pages, what one has for rows, how much of a row lies there at most, and at least where the rest has pages of its own. */
const page = { bytes: 4096, forRows: 4088, most: 4061, least: 489, forRest: 4092 };

type Chosen = {
  /** The name that is kept. */
  name: string;
  pack: Pack;
  /** The pack that answered until now; undefined when it is not there any more, and answers nothing. */
  before: Pack | undefined;
  /** Whether it is to answer at once, whatever lacks. */
  now: boolean;
};

/**
 * Chooses a pack: it answers at once, or is the next. Returns how many bytes the vectors take that are to be made first.
 * @throws PolylensError pack.no-room
 */
export async function choosePack(library: Library, { name, pack, before, now }: Chosen): Promise<number> {
  const { inUse } = choiceOf(library);
  if (name === inUse || !before) return answering(library, name);
  const { total, made } = library.changeovers.progress(before.stageKey, pack.stageKey);
  if (now || made === total) return answering(library, name);
  const each = library.changeovers.count(before.stageKey) / total;
  const bytes = Math.ceil((total - made) * each * vectorBytes(pack.dimension));
  const { bavail, bsize } = await statfs(library.folder);
  if (bavail * bsize < bytes) {
    throw new PolylensError('pack.no-room', { folder: library.folder, needed: bytes, free: bavail * bsize });
  }
  library.changeovers.tryAgain(pack.stageKey);
  choose(library, { inUse, next: name });
  return bytes;
}

/** What the disk must have room for by each vector: its row, and twice its place in the search index, which is written anew beside the old. */
function vectorBytes(dimension: number): number {
  const numbers = dimension * Float32Array.BYTES_PER_ELEMENT;
  return onPages(numbers + rowBytes) + entryBytes + 2 * (numbers + linkBytes);
}

/** A row's part of the pages that it lies on (https://www.sqlite.org/fileformat2.html, 1.6): but for its rest it is on one. */
function onPages(row: number): number {
  const rest = Math.max(0, Math.floor((row - page.least) / page.forRest));
  const here = row - rest * page.forRest;
  if (here > page.most) return (rest + 1) * page.bytes + page.bytes / Math.floor(page.forRows / page.least);
  return rest * page.bytes + page.bytes / Math.floor(page.forRows / here);
}

function answering(library: Library, name: string): 0 {
  choose(library, { inUse: name, next: undefined });
  return 0;
}

/** Drops the vectors of these stage keys and their search indexes; how many went. Each picture keeps all of one key or none. */
export async function dropVectors(library: Library, stageKeys: readonly string[]): Promise<number> {
  let dropped = 0;
  for (const stageKey of stageKeys) {
    for (let went = library.changeovers.drop(stageKey); went > 0; went = library.changeovers.drop(stageKey)) {
      dropped += went;
      await setImmediate();
    }
    library.changeovers.tryAgain(stageKey);
    await rm(indexFolder(library.folder, stageKey), { recursive: true, force: true });
  }
  return dropped;
}
