import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Call, Input, Output } from '../contract/index.ts';
import type { VectorIndex } from './index/vector-index.ts';
import type { Library } from './library/library.ts';
import { prefixRange } from './library/path-range.ts';
import { compare } from './pipeline/compare.ts';
import { decideMissing } from './pipeline/missing.ts';
import { run } from './pipeline/run.ts';
import type { Unlisted } from './pipeline/scan.ts';
import { scanFolder } from './scan-folder.ts';
import type { DecodeOutcome, Embedding, Pixels, Thumbnail } from './values.ts';

export type IndexParts = {
  library: Library;
  stageKey: string;
  index: VectorIndex;
  decode(path: Buffer): Promise<DecodeOutcome>;
  keepThumbnail(hash: Buffer, thumbnail: Thumbnail): Promise<unknown>;
  embed(batch: Pixels[]): Promise<Embedding[]>;
};

type Answer = Output<'library.index'>;
type ScannedFolder = { path: Buffer; met: number; knownBefore: number; unlisted: Unlisted[] };

const filesReported = 100;
/** New vectors after which the index is written: what a crash costs is at most to add these again. */
const savedEvery = 10_000;

/** The whole way in: scan, rows, decode, embed, store, index; then what is missing. */
export async function indexFolders(
  parts: IndexParts,
  input: Input<'library.index'>,
  call: Call<'library.index'>,
): Promise<Answer> {
  const { library, index, stageKey } = parts;
  const paths = await Promise.all(input.folders.map(realPath));
  const scanned: ScannedFolder[] = [];
  for (const path of paths) scanned.push(await look(path, { library, call, earlier: scanned }));
  library.files.remember(scanned.filter(wasEverThere).map(({ path }) => path));
  library.files.retry(paths);
  const work = await makeSearchable(parts, paths, call);
  const stopped = call.signal.aborted;
  const missing = stopped ? noneMissing : settleMissing(library, scanned, input.acceptMissing);
  if (!stopped) for (const label of library.vectors.dropUnused()) if (index.has(label)) index.remove(label);
  await index.save();
  return {
    ...work,
    ...missing,
    stopped,
    counts: library.files.counts(stageKey),
    folders: scanned.flatMap(problemsOf),
  };
}

/** Links resolved, so that one folder has one name; a folder that is not there keeps the name given. */
async function realPath(folder: string): Promise<Buffer> {
  return realpath(folder, 'buffer').catch(() => Buffer.from(resolve(folder)));
}

/** A mistyped folder is no folder of the library; one that is offline now is. */
function wasEverThere({ path, knownBefore, unlisted }: ScannedFolder): boolean {
  return knownBefore > 0 || !unlisted.some((folder) => folder.path.equals(path));
}

type ScanState = { library: Library; call: Call<'library.index'>; earlier: readonly ScannedFolder[] };

/** Scans a folder and stores what differs. */
async function look(path: Buffer, { library, call, earlier }: ScanState): Promise<ScannedFolder> {
  const { files } = library;
  const folder: ScannedFolder = { path, met: 0, knownBefore: files.countBelow(path), unlisted: [] };
  const before = earlier.reduce((sum, { met }) => sum + met, 0);
  const setup = { root: path, skip: await realPath(library.folder) };
  const [start, end] = prefixRange(path);
  let from = start;
  for await (const { found, unlisted, last } of scanFolder(setup, call.signal)) {
    // Up to the smallest path after the group's last one.
    const to = last ? end : Buffer.concat([found.at(-1)?.path ?? from, Buffer.alloc(1)]);
    const { changed, gone } = compare(found, files.known(from, to));
    files.update(changed, gone);
    from = to;
    folder.met += found.length;
    folder.unlisted.push(...unlisted);
    call.progress({ phase: 'scan', found: before + folder.met });
  }
  return folder;
}

type Work = Pick<Answer, 'embedded' | 'files' | 'filesSetAside'>;

async function makeSearchable(parts: IndexParts, paths: Buffer[], call: Call<'library.index'>): Promise<Work> {
  const { library, index, stageKey } = parts;
  const { files, vectors } = library;
  const work: Work = { embedded: 0, files: [], filesSetAside: 0 };
  const waiting = files.waiting(paths, stageKey);
  const total = waiting.length;
  const started = performance.now();
  await run(files.read(waiting), {
    signal: call.signal,
    known: (hash) => vectors.contentOf(hash, stageKey),
    decode: (path) => parts.decode(path),
    keepThumbnail: (hash, thumbnail) => parts.keepThumbnail(hash, thumbnail),
    embed: (batch) => parts.embed(batch),
    record(outcomes) {
      const added = vectors.record(stageKey, outcomes);
      for (const { label, embedding } of added) index.add(label, embedding);
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
      const perSecond = done / Math.max(0.001, (performance.now() - started) / 1000);
      const secondsLeft = (total - done) / perSecond;
      call.progress({ phase: 'embed', done, total, setAside: work.filesSetAside, perSecond, secondsLeft });
    },
  });
  return work;
}

const noneMissing = { missing: 0, missingKept: 0 };

function settleMissing(library: Library, scanned: readonly ScannedFolder[], accepted: boolean): typeof noneMissing {
  const sum = { ...noneMissing };
  for (const { path, met, unlisted } of scanned) {
    const gone = library.files.gone(path);
    const unknown = unlisted.map((folder) => Buffer.concat([folder.path, Buffer.from(sep)]));
    const { missing, kept } = decideMissing({ gone, met, unknown, accepted });
    library.files.markMissing(missing);
    sum.missing += missing.length;
    sum.missingKept += kept;
  }
  return sum;
}

function problemsOf({ path, met, knownBefore, unlisted }: ScannedFolder): Answer['folders'] {
  const problems = unlisted.map((folder) => ({ ...folder, path: folder.path.toString() }));
  if (met > 0 || unlisted.some((folder) => folder.path.equals(path))) return problems;
  const reason = knownBefore > 0 ? ('folder.offline' as const) : ('folder.empty' as const);
  return [...problems, { path: path.toString(), reason, detail: '' }];
}
