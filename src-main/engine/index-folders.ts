import type { Input, Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import type { Root } from './library/roots.ts';
import { lookAtPaths } from './look-at-paths.ts';
import { lookThrough, realPath, targetsOf, type Looked } from './look-through.ts';
import { LostRoots } from './lost-roots.ts';
import { makeSearchable, type Made } from './make-searchable.ts';
import type { IndexParts, PassCall, PassInput, PassResult } from './pass.ts';
import { settleMissing, type Settled } from './settle-missing.ts';
import { goOnSwitching } from './switch-packs.ts';

/** A pass over the folders that a shell names, or over all. */
export async function indexFolders(
  parts: IndexParts,
  { folders, acceptMissing }: Input<'library.index'>,
  call: PassCall,
): Promise<Output<'library.index'>> {
  const named = folders.length > 0 ? await Promise.all(folders.map(realPath)) : parts.library.roots.paths();
  const input = { folders: named, paths: [], acceptMissing, everywhere: false, settleMs: 0 };
  const { settled: _, unsteady: __, ...result } = await pass(parts, input, call);
  return result;
}

/** The whole way in: look, rows, decode, embed, store, index; and what became of files that were not met. */
export async function pass(parts: IndexParts, input: PassInput, call: PassCall): Promise<PassResult> {
  const { library } = parts;
  parts.activity.set('looking');
  const looked = await lookAt(library, input, call);
  const lost = new LostRoots(library, looked);
  // Those that an earlier version stored, or named otherwise.
  await parts.nameSpots();
  const work = makeSearchable(parts, { looked, lost, ...input }, call);
  // What moved is only known once all that may have moved has been read.
  await work.perhapsMoved();
  const goesOn = () => !call.signal.aborted && !parts.paused.aborted && !call.yielding?.aborted;
  const settles = goesOn();
  const settled = settles ? await settleMissing(library, lost.among(looked), input.acceptMissing) : noneSettled;
  await work.others();
  if (goesOn()) dropUnused(parts, looked, settled);
  parts.activity.changed();
  await parts.index.save();
  await goOnSwitching(parts, { lost, ...input }, call);
  return {
    ...summary(work.made, settled),
    settled: settles,
    stopped: call.signal.aborted,
    paused: parts.paused.aborted,
    ...(await parts.outcome()),
    folders: [...looked.flatMap((one) => problemsOf(one, input.folders)), ...settled.offline, ...lost.problems()],
  };
}

const noneSettled: Settled = { moved: 0, missing: 0, missingKept: 0, offline: [] };

function summary({ subtitles, ...made }: Made, { moved, missing, missingKept }: Settled) {
  return { ...made, ...(subtitles.length > 0 ? { subtitles } : {}), moved, missing, missingKept };
}

/** After all that waits was read: a file of another time alone, as on a drive that was copied, holds what it held. */
function dropUnused({ library, index }: IndexParts, looked: readonly Looked[], { moved }: Settled): void {
  // Only a row that changed or went can have left a content without a file.
  if (moved === 0 && !looked.some(({ changed }) => changed)) return;
  for (const label of library.vectors.dropUnused()) index.remove(label);
}

async function lookAt(library: Library, { folders, paths }: PassInput, call: PassCall): Promise<Looked[]> {
  const heard = await lookAtPaths(library, paths);
  const looked = heard.looked;
  for (const target of await targetsOf(library, [...folders, ...heard.folders])) {
    const before = looked.reduce((sum, { met }) => sum + met, 0);
    const onMet = (met: number) => call.progress({ phase: 'scan', found: before + met });
    const one = await lookThrough(target, { library, signal: call.signal, onMet });
    looked.push(one.root ? one : { ...one, root: adopt(library, one) });
  }
  return looked;
}

/** A folder becomes a root when it is there or was once; a mistyped one does not. */
function adopt({ roots }: Library, { folder, known, unlisted }: Looked): Root | undefined {
  if (known > 0 || !unlisted.some(({ path }) => path.equals(folder))) roots.put(folder);
  return roots.find(folder);
}

/** A folder that a person named is more than a part of another. */
function problemsOf({ folder, met, unlisted, whole, offline }: Looked, named: readonly Buffer[]) {
  const problems = unlisted.map(({ path, reason, detail }) => {
    const asked = reason === 'subfolder.unreadable' && named.some((one) => one.equals(path));
    return { path: path.toString(), detail, reason: asked ? ('folder.unreadable' as const) : reason };
  });
  if (!whole || met > 0 || offline || problems.some(({ path }) => path === folder.toString())) return problems;
  return [{ path: folder.toString(), reason: 'folder.empty' as const, detail: '' }];
}
