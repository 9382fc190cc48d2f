import { access, constants, stat } from 'node:fs/promises';
import { dirname, join, parse, sep } from 'node:path';
import { PolylensError, type Call, type Client, type Output, type TrashProblem } from '../../contract/index.ts';

/** The system's trash, where the shell has it. */
export type Trash = {
  /** Asks the person whether these files shall go. */
  confirm: (paths: readonly string[]) => Promise<boolean>;
  /** Moves a file to the trash; rejects when that failed. */
  move: (path: string) => Promise<void>;
  /** May files be taken out of this folder? */
  mayTakeFrom?: (folder: string) => Promise<boolean>;
};

type Details = Output<'asset.details'>;
type Original = { path: string; size: number; isText: boolean };
type Options = { engine: Client; trash: Trash; assets: readonly number[] };

/**
 * The engine is told after so many files: fewer than those at whose going it would ask what became of them, and they leave the
 * window bit by bit.
 */
const toldTogether = 20;

/** Moves all files of these pictures, with those that belong to them, to the trash, once the person has said so. */
export async function trashFiles(
  { engine, trash, assets }: Options,
  { signal, progress }: Call<'shell.trash'>,
): Promise<Output<'shell.trash'>> {
  const originals = await originalsOf(engine, assets);
  const paths = originals.map(({ path }) => path);
  if (paths.length > 0 && !(await trash.confirm(paths))) return { confirmed: false, moved: 0, failed: [] };
  const { roots } = await engine.call('roots.list', {});
  const offline = roots.filter((root) => root.offline !== undefined).map(({ path }) => path);
  const failed: Output<'shell.trash'>['failed'] = [];
  const moved: string[] = [];
  for (let from = 0; from < originals.length && !signal.aborted; from += toldTogether) {
    const gone: string[] = [];
    for (const original of originals.slice(from, from + toldTogether)) {
      if (signal.aborted) break;
      const reason = await moveOne(original, trash, offline);
      if (reason) failed.push({ path: original.path, reason });
      else gone.push(original.path);
      progress({ done: moved.length + gone.length + failed.length, total: originals.length });
    }
    moved.push(...gone);
    // They are in the trash whether it hears of it or not; its next look meets them no more.
    await engine.call('library.removed', { paths: gone }).catch(() => undefined);
  }
  return { confirmed: true, moved: moved.length, failed };
}

/** Each file once: a picture in several places is gone only with all of them, and with what belongs to it there. */
async function originalsOf(engine: Client, assets: readonly number[]): Promise<Original[]> {
  const found = new Map<string, Original>();
  const add = ({ size }: Details, places: Details['places']) => {
    for (const { path, pathBytes } of places) found.set(path, { path, size, isText: pathBytes === undefined });
  };
  for (const asset of assets) {
    const details = await detailsOf(engine, asset);
    if (!details) continue;
    add(details, details.places);
    const stems = new Set(details.places.map(({ path }) => stemOf(path)));
    for (const { asset: id } of details.companions ?? []) {
      const companion = await detailsOf(engine, id);
      // The engine names it at one place only; elsewhere it may lie for itself.
      if (companion)
        add(
          companion,
          companion.places.filter(({ path }) => stems.has(stemOf(path))),
        );
    }
  }
  return [...found.values()];
}

/** A path without its ending: what belongs together has the same. */
function stemOf(path: string): string {
  const { dir, name } = parse(path);
  return join(dir, name);
}

/** Undefined when it has gone meanwhile. */
function detailsOf(engine: Client, asset: number): Promise<Details | undefined> {
  return engine.call('asset.details', { asset }).catch((thrown: unknown) => {
    if (thrown instanceof PolylensError && thrown.code === 'asset.unknown') return undefined;
    throw thrown;
  });
}

/** Why it was not moved; undefined when it was. */
async function moveOne(
  original: Original,
  trash: Trash,
  offline: readonly string[],
): Promise<TrashProblem | undefined> {
  const { mayTakeFrom = isWritable } = trash;
  const { path, isText } = original;
  if (offline.some((root) => path.startsWith(root.endsWith(sep) ? root : root + sep))) return 'trash.offline';
  // The system is given text, which would name another file.
  if (!isText) return 'trash.failed';
  const changed = await whatBecame(original);
  if (changed) return changed;
  if (!(await mayTakeFrom(dirname(path)))) return 'trash.read-only';
  return trash.move(path).then(
    () => undefined,
    () => 'trash.failed',
  );
}

/** Only the file that the person was shown is moved, never a folder or what has taken its place. */
async function whatBecame({ path, size }: Original): Promise<TrashProblem | undefined> {
  try {
    const now = await stat(path);
    return now.isFile() && now.size === size ? undefined : 'trash.changed';
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'trash.missing' : 'trash.failed';
  }
}

function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}
