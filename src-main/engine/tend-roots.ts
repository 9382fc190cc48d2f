import { lstat, stat } from 'node:fs/promises';
import { PolylensError, type Input, type Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import { isLeftOut, isOfAnotherMachine, realPath } from './look-through.ts';
import type { Root } from './library/roots.ts';
import { faultInPattern } from './pipeline/exclude.ts';
import type { WatchKind } from './root-watchers.ts';

type ShownRoot = Output<'roots.add'>['root'];

/** What a root looks like besides its rows. */
export type Around = { stageKey: string; watchOf: (path: Buffer) => WatchKind | undefined };

/** The roots with what lies in them. */
export function listRoots(library: Library, around: Around): ShownRoot[] {
  return library.roots.all().map((root) => shown(library, root, around));
}

function shown({ files, roots }: Library, root: Root, { stageKey, watchOf }: Around): ShownRoot {
  const { path, offline, excluded, held, exclude, device } = root;
  return {
    path: path.toString(),
    counts: files.counts(stageKey, roots.territory(path)),
    excluded,
    held,
    exclude,
    watch: watchOf(path) ?? 'off',
    isNew: device === undefined && offline === undefined,
    ...(offline === undefined ? {} : { offline }),
  };
}

/**
 * Adds a root or gives one other rules.
 * @throws PolylensError root.missing, root.rule-invalid
 */
export async function addRoot(library: Library, input: Input<'roots.add'>, around: Around): Promise<ShownRoot> {
  for (const rule of input.exclude ?? []) {
    const why = faultInPattern(rule);
    if (why) throw new PolylensError('root.rule-invalid', { rule, why });
  }
  const path = await realPath(input.path);
  const { roots } = library;
  const known = roots.find(path);
  if (!known && !(await isFolder(path))) throw new PolylensError('root.missing', { path: input.path });
  roots.put(path, input.exclude);
  // That of this machine is meant.
  if (known && isOfAnotherMachine(library, known)) roots.adopt(path);
  return shown(library, rootAt(library, path), around);
}

/**
 * Takes a root out of the library with its files, or what a root around it would not look after.
 * @throws PolylensError root.unknown
 */
export async function removeRoot(library: Library, { path, items }: Input<'roots.remove'>): Promise<number> {
  const { roots, files } = library;
  const root = rootAt(library, await realPath(path));
  const territory = roots.territory(root.path);
  roots.drop(root.path);
  const around = roots.of(root.path);
  // The root around it looks after its files now: they are met there again.
  if (around && !isLeftOut(around, root.path)) return 0;
  return items === 'forget' ? files.forget(territory) : files.hide(territory);
}

/**
 * Does what a person said of the files that are held.
 * @throws PolylensError root.unknown
 */
export async function answerHeld(library: Library, input: Input<'roots.answer'>): Promise<number> {
  const { roots, files } = library;
  const root = rootAt(library, await realPath(input.path));
  if (input.gone === 'keep') {
    roots.keepHeld(root.path);
    return root.held;
  }
  const missing: number[] = [];
  // Asked again, for the answer may come days after the question.
  for (const { id, path } of files.gone(roots.territory(root.path))) if (await isGone(path)) missing.push(id);
  files.markMissing(missing);
  roots.setState(root.path, { offline: root.offline, held: 0 });
  return missing.length;
}

function rootAt({ roots }: Library, path: Buffer): Root {
  const root = roots.find(path);
  if (!root) throw new PolylensError('root.unknown', { path: path.toString(), known: roots.paths().map(String) });
  return root;
}

async function isFolder(path: Buffer): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** An error that does not say so proves nothing. */
export async function isGone(path: Buffer): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR',
  );
}
