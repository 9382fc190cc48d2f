import type { Call, Input, Output } from '../contract/index.ts';
import type { Activity } from './activity.ts';
import type { VectorIndex } from './index/vector-index.ts';
import type { Library } from './library/library.ts';
import type { Root } from './library/roots.ts';
import { lookThrough, realPath, targetsOf, type Looked } from './look-through.ts';
import { LostRoots } from './lost-roots.ts';
import { Estimate } from './pipeline/estimate.ts';
import { run } from './pipeline/run.ts';
import { settleMissing, type Settled } from './settle-missing.ts';
import type { DecodeOutcome, Embedding, Pixels, Thumbnail } from './values.ts';

export type IndexParts = {
  library: Library;
  stageKey: string;
  index: VectorIndex;
  decode(path: Buffer): Promise<DecodeOutcome>;
  keepThumbnail(hash: Buffer, thumbnail: Thumbnail): Promise<unknown>;
  embed(batch: Pixels[]): Promise<Embedding[]>;
  /** A person stopped the making of vectors; folders are still looked through. */
  paused: AbortSignal;
  activity: Pick<Activity, 'set' | 'changed'>;
};

type Answer = Output<'library.index'>;

const filesReported = 100;
/** New vectors after which the index is written: what a crash costs is at most to add these again. */
const savedEvery = 10_000;

/** The whole way in: look, rows, decode, embed, store, index; then what is missing. */
export async function indexFolders(
  parts: IndexParts,
  input: Input<'library.index'>,
  call: Call<'library.index'>,
): Promise<Answer> {
  const { library, index, stageKey } = parts;
  parts.activity.set('looking');
  const named = await Promise.all(input.folders.map(realPath));
  const met = await lookAt(library, named, call);
  const { lost, ...work } = await makeSearchable(parts, met, call);
  const looked = met.map((one) =>
    lost.some(({ path }) => one.root?.path.equals(path)) ? { ...one, offline: gone } : one,
  );
  const stopped = call.signal.aborted;
  const paused = parts.paused.aborted;
  // What moved is only known once all that is new has been read.
  const settled = stopped || paused ? noneSettled : await settleMissing(library, looked, input.acceptMissing);
  const { offline, ...missing } = settled;
  // Only a row that changed or went can have left a content without a file.
  if (!stopped && !paused && (settled.moved > 0 || looked.some(({ changed }) => changed))) dropUnused(parts);
  parts.activity.changed();
  await index.save();
  return {
    ...work,
    ...missing,
    stopped,
    paused,
    counts: library.files.counts(stageKey),
    folders: [...looked.flatMap((one) => problemsOf(one, named)), ...offline],
  };
}

const noneSettled: Settled = { moved: 0, missing: 0, missingKept: 0, offline: [] };

/** Takes vectors that serve no file any more out of library and index. */
function dropUnused({ library, index }: IndexParts): void {
  for (const label of library.vectors.dropUnused()) index.remove(label);
}

async function lookAt(library: Library, folders: Buffer[], call: Call<'library.index'>): Promise<Looked[]> {
  const looked: Looked[] = [];
  const wanted = folders.length > 0 ? folders : library.roots.paths();
  for (const target of await targetsOf(library, wanted)) {
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

/** What is said of a root that went away in the middle of a run. */
const gone = 'folder.offline' as const;

type Work = Pick<Answer, 'embedded' | 'files' | 'filesSetAside'> & {
  /** Roots that went away meanwhile. */
  lost: Root[];
};

async function makeSearchable(
  parts: IndexParts,
  looked: readonly Looked[],
  call: Call<'library.index'>,
): Promise<Work> {
  const { library, index, stageKey, activity } = parts;
  const { vectors } = library;
  const lost = new LostRoots(library);
  const work: Work = { embedded: 0, files: [], filesSetAside: 0, lost: lost.roots };
  const waiting = waitingIn(looked, parts);
  const estimate = new Estimate(waiting.length);
  await run(lost.others(library.files.read(waiting)), {
    signal: AbortSignal.any([call.signal, parts.paused]),
    known: (hash) => vectors.contentOf(hash, stageKey),
    decode: (path) => parts.decode(path),
    keepThumbnail: (hash, thumbnail) => parts.keepThumbnail(hash, thumbnail),
    embed: (batch) => parts.embed(batch),
    isLost: (path) => lost.check(path),
    record(outcomes) {
      const added = vectors.record(stageKey, outcomes);
      for (const { label, embedding } of added) index.add(label, embedding);
      activity.changed();
      const before = work.embedded;
      work.embedded += added.length;
      // Not awaited and not fatal: the index is a cache, and the save at the end tells if it cannot be written.
      if (Math.floor(before / savedEvery) < Math.floor(work.embedded / savedEvery)) index.save().catch(() => undefined);
    },
    onSetAside(path, { reason, detail }) {
      work.filesSetAside += 1;
      if (work.files.length < filesReported) work.files.push({ path: path.toString(), reason, detail });
    },
    onProgress(done) {
      const progress = estimate.at(done);
      activity.set('indexing', progress);
      call.progress({ phase: 'embed', ...progress, setAside: work.filesSetAside });
    },
  });
  return work;
}

/** Files to be made searchable, those too whose time to be tried again has come. */
function waitingIn(looked: readonly Looked[], { library: { files }, stageKey }: IndexParts): number[] {
  const territories = looked.map(({ territory }) => territory);
  files.retry(territories);
  return files.waiting(territories, stageKey);
}

/** A folder that a person named is more than a part of another. */
function problemsOf({ folder, met, unlisted, whole, offline }: Looked, named: readonly Buffer[]): Answer['folders'] {
  const problems = unlisted.map(({ path, reason, detail }) => {
    const asked = reason === 'subfolder.unreadable' && named.some((one) => one.equals(path));
    return { path: path.toString(), detail, reason: asked ? 'folder.unreadable' : reason } as const;
  });
  if (!whole || met > 0 || offline || problems.some(({ path }) => path === folder.toString())) return problems;
  return [{ path: folder.toString(), reason: 'folder.empty', detail: '' }];
}
