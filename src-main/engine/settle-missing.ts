import { sep } from 'node:path';
import type { Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import type { Root, RootState } from './library/roots.ts';
import { isLeftOut, unknownBelow, type Looked } from './look-through.ts';
import { brakeWindowMs, decideMissing, type Decision } from './pipeline/missing.ts';

/** How many files moved, are hidden, and are kept although not met; and the roots that are not there. */
export type Settled = {
  moved: number;
  missing: number;
  missingKept: number;
  offline: Output<'library.index'>['folders'];
};

/** After a look: decides what became of the files it did not meet, and stores that with the state of each root. */
export async function settleMissing(library: Library, looked: readonly Looked[], accepted: boolean): Promise<Settled> {
  const sum: Settled = { moved: 0, missing: 0, missingKept: 0, offline: [] };
  for (const look of looked) {
    if (!look.root) continue;
    const decision = await settle(library, { ...look, root: look.root }, accepted);
    sum.moved += decision.moved.length;
    sum.missing += decision.missing.length;
    sum.missingKept += decision.held + decision.kept;
    const told = look.unlisted.some(({ path }) => path.equals(look.folder));
    if (look.offline && !told) sum.offline.push({ path: look.folder.toString(), reason: look.offline, detail: '' });
  }
  return sum;
}

async function settle(library: Library, look: Looked & { root: Root }, accepted: boolean): Promise<Decision> {
  const { files, roots } = library;
  const { root, territory } = look;
  const all = roots.territory(root.path);
  const unknown = await unknownBelow(look, library);
  const decision = decideMissing({
    gone: files.gone(territory, look.goneIds),
    present: files.count(all, { met: true }),
    lately: files.countMissingSince(all, Date.now() - brakeWindowMs),
    offline: look.offline !== undefined,
    isUnknown: amongOrBelow(unknown),
    isExcluded: (path) => isLeftOut(root, path),
    accepted,
  });
  files.dropMoved(decision.moved);
  files.markMissing(decision.missing);
  const notMet = files.count(all, { met: false }) - files.count(all, { met: true });
  roots.setState(root.path, stateAfter(look, { ...decision, notMet }, accepted));
  return decision;
}

/** Is a path one of these or below one? However many they are, it is as many questions as the path has parts. */
export function amongOrBelow(folders: readonly Buffer[]): (path: Buffer) => boolean {
  const names = new Set(folders.map((path) => path.toString('latin1').replace(endsWithSeparator, '')));
  return (path) => {
    let name = path.toString('latin1');
    while (!names.has(name)) {
      const end = name.lastIndexOf(sep);
      if (end < 0) return false;
      name = name.slice(0, end);
    }
    return true;
  };
}

/** Of the root of a file system alone. */
const endsWithSeparator = sep === '/' ? /\/$/ : /\\$/;

type After = Decision & {
  /** Of the whole root. */
  notMet: number;
};

function stateAfter(look: Looked & { root: Root }, { held, notMet }: After, accepted: boolean): RootState {
  const { whole, offline, volume, excluded, root } = look;
  // A look at a part cannot tell that nothing else is held.
  if (!whole) return { offline: offline ?? root.offline, ...(held > 0 ? { held: notMet } : {}) };
  if (offline && !accepted) return { offline, held: 0 };
  return { offline: undefined, held, excluded, ...(volume === undefined ? {} : { device: volume }) };
}
