import { stat } from 'node:fs/promises';
import type { ToHear } from './library/cues.ts';
import type { Territory } from './library/path-range.ts';
import type { LostRoots } from './lost-roots.ts';
import type { endsOf, IndexParts } from './pass.ts';
import type { SubtitleTrouble } from './values.ts';

type Parts = Pick<IndexParts, 'library' | 'readsVideos' | 'words' | 'activity'>;

type Hearing = {
  territories: readonly Territory[];
  lost: LostRoots;
  /** What ends it; what is only to make room lets a video that is being heard come to its end. */
  ends: ReturnType<typeof endsOf>;
  onSubtitles: (path: Buffer, troubles: readonly SubtitleTrouble[]) => void;
};

/**
 * Reads again what is said in videos beside which subtitles came, changed or went. Their pictures are as they were:
 * nothing is decoded, and no vector is made.
 */
export async function hearAgain(parts: Parts, { territories, lost, ...hearing }: Hearing): Promise<void> {
  const { cues, files } = parts.library;
  for (const file of lost.others(files.read(cues.unheard(territories)))) {
    if (hearing.ends.pictures.aborted || !parts.readsVideos()) return;
    const video = cues.toHear(file.id);
    if (video) await hear({ ...file, ...video }, parts, hearing);
    // What lies beside a picture that is named like a video is nobody's.
    else cues.heard(file.id);
  }
}

/** A video that cannot be read now keeps what it has, and waits. */
async function hear(
  { id, path, asset, paths, endMs, isWhole }: ToHear & { id: number; path: Buffer },
  parts: Parts,
  { ends, onSubtitles }: Pick<Hearing, 'ends' | 'onSubtitles'>,
): Promise<void> {
  const said = await parts.words(paths, { endMs, signal: ends.videos });
  if (!said) return;
  // Asked afterwards: a drive that was pulled meanwhile has nothing beside its files.
  const wasWhole = isWhole && (await areThere(paths));
  parts.library.cues.heard(id, { asset, cues: said.cues, isWhole: wasWhole });
  if (said.troubles.length > 0) onSubtitles(path, said.troubles);
  parts.activity.changed();
}

async function areThere(paths: readonly Buffer[]): Promise<boolean> {
  const each = paths.map((path) =>
    stat(path).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(each)).every(Boolean);
}
