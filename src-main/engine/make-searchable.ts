import type { Output } from '../contract/index.ts';
import { hearAgain } from './hear-again.ts';
import type { Library } from './library/library.ts';
import type { Territory } from './library/path-range.ts';
import type { Looked } from './look-through.ts';
import type { LostRoots } from './lost-roots.ts';
import { endsOf, type IndexParts, type PassCall, type PassInput } from './pass.ts';
import { isVideo } from './media/is-video.ts';
import { inTurns } from './in-turns.ts';
import { Estimate } from './pipeline/estimate.ts';
import { run } from './pipeline/run.ts';
import type { Pixels, SubtitleTrouble, Thumbnail } from './values.ts';

export type Made = Pick<Output<'library.index'>, 'embedded' | 'files' | 'filesSetAside'> & {
  subtitles: NonNullable<Output<'library.index'>['subtitles']>;
  /** Files that keep waiting because they change. */
  unsteady: Buffer[];
};

type Scope = Pick<PassInput, 'everywhere' | 'settleMs'> & { looked: readonly Looked[]; lost: LostRoots };

/** The making of vectors for what waits, in two parts. */
export type Work = {
  made: Made;
  /** Those that may be files known under another name: to be read before any is taken for missing. */
  perhapsMoved(): Promise<void>;
  others(): Promise<void>;
};

export function noneMade(): Made {
  return { embedded: 0, files: [], filesSetAside: 0, subtitles: [], unsteady: [] };
}

export const filesReported = 100;
/** New vectors after which the index is written: what a crash costs is at most to add these again. */
const savedEvery = 10_000;

/** Prepares to make searchable what waits where it was looked, or in all roots. */
export function makeSearchable(parts: IndexParts, scope: Scope, call: PassCall): Work {
  const { library, stageKey } = parts;
  const made = noneMade();
  const territories = territoriesOf(library, scope);
  library.files.retry(territories);
  const readsVideos = parts.readsVideos();
  if (readsVideos) library.files.tryAgain('video.no-decoder');
  const { perhapsMoved, others } = library.files.waiting(territories, stageKey);
  const estimate = new Estimate(perhapsMoved.length + others.length);
  const ends = endsOf(parts, call);
  const runOver = async (ids: readonly number[], before: number) => {
    if (ids.length === 0 || ends.pictures.aborted) return;
    await run(scope.lost.others(library.files.read(ids)), {
      ...runParts(parts, scope, made),
      readsVideos,
      decodeVideo: (path) => parts.decodeVideo(path, ends.videos),
      signal: ends.pictures,
      onProgress(done) {
        const progress = estimate.at(before + done);
        parts.activity.set('indexing', progress);
        call.progress({ phase: 'embed', ...progress, setAside: made.filesSetAside });
      },
    });
  };
  const hearing = { territories, lost: scope.lost, ends, onSubtitles: troublesInto(made) };
  return {
    made,
    perhapsMoved: () => runOver(perhapsMoved, 0),
    async others() {
      // Also after the rest, which may take hours: files that were known under another name are heard again, too.
      await hearAgain(parts, hearing);
      await runOver(others, perhapsMoved.length);
      await hearAgain(parts, hearing);
    },
  };
}

function territoriesOf({ roots }: Library, { everywhere, looked }: Scope): Territory[] {
  return everywhere ? roots.paths().map((path) => roots.territory(path)) : looked.map(({ territory }) => territory);
}

function troublesInto(made: Made) {
  return (path: Buffer, troubles: readonly SubtitleTrouble[]) => {
    made.subtitles.push(...troubles.map((trouble) => ({ path: path.toString(), ...trouble })));
    made.subtitles.splice(filesReported);
  };
}

/** How a run makes vectors and what it counts them in. */
export function runParts(parts: IndexParts, { lost, settleMs }: Pick<Scope, 'lost' | 'settleMs'>, made: Made) {
  const { library, index, stageKey, activity } = parts;
  const { vectors } = library;
  let unsaved = 0;
  return {
    known: (hash: Buffer) => vectors.contentOf(hash, stageKey),
    decode: (path: Buffer) => parts.decode(path),
    isVideo,
    keepThumbnail: (hash: Buffer, thumbnail: Thumbnail) => parts.keepThumbnail(hash, thumbnail),
    embed: (batch: Pixels[]) => parts.embed(batch),
    batchSize: () => parts.batchSize(),
    isLost: (path: Buffer) => lost.check(path),
    settleMs,
    now: () => Date.now(),
    async record(outcomes: Parameters<typeof vectors.record>[1]) {
      const added = vectors.record(stageKey, outcomes);
      // Each may move others into the graph, which takes milliseconds: queries are answered in between, and take in what
      // was stored, and files may go.
      await inTurns(added, ({ label, embedding }) => {
        if (!index.has(label) && library.placements.has(label, stageKey)) index.add(label, embedding);
      });
      await parts.nameSpots();
      activity.changed();
      made.embedded += new Set(added.map(({ asset }) => asset)).size;
      unsaved += added.length;
      if (unsaved < savedEvery) return;
      unsaved = 0;
      // Not awaited and not fatal: the index is a cache, and the save at the end tells if it cannot be written.
      index.save().catch(() => undefined);
    },
    onSetAside(path: Buffer, { reason, detail }: Omit<Made['files'][number], 'path'>) {
      made.filesSetAside += 1;
      if (made.files.length < filesReported) made.files.push({ path: path.toString(), reason, detail });
    },
    onSubtitles: troublesInto(made),
    onUnsteady: (path: Buffer) => void made.unsteady.push(path),
  };
}
