/** Which files with words lie beside which videos: told by their names alone. */
import { videoName } from '../../contract/media-names.ts';

const subtitleName = /\.(?:srt|vtt|ass|ssa)$/i;

/** Does it hold words for a video, by its name? */
export function isSubtitle(name: string): boolean {
  return subtitleName.test(name);
}

/** Is it a video, by its name? */
export function isVideoName(name: string): boolean {
  return videoName.test(name);
}

/**
 * For each video of one folder the names of its subtitles, sorted; videos without any are not among them. `film.de.srt`
 * belongs to `film.mp4`, and to `film.de.mp4` where that is there: the longest name counts. `video`: one that may be
 * named otherwise.
 */
export function subtitlesOf(names: readonly string[], video?: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const subtitles = names.filter(isSubtitle).toSorted();
  if (subtitles.length === 0) return found;
  const videos = new Map<string, string[]>();
  for (const name of new Set([...names.filter(isVideoName), ...(video === undefined ? [] : [video])])) {
    const stem = name.slice(0, name.lastIndexOf('.') + 1);
    videos.set(stem, [...(videos.get(stem) ?? []), name]);
  }
  for (const subtitle of subtitles) {
    for (const owner of ownersOf(subtitle, videos)) found.set(owner, [...(found.get(owner) ?? []), subtitle]);
  }
  return found;
}

/** Those whose name up to its ending is the longest that this one begins with. */
function ownersOf(subtitle: string, videos: ReadonlyMap<string, string[]>): string[] {
  for (let dot = subtitle.lastIndexOf('.'); dot >= 0; dot = dot === 0 ? -1 : subtitle.lastIndexOf('.', dot - 1)) {
    const owners = videos.get(subtitle.slice(0, dot + 1));
    if (owners) return owners;
  }
  return [];
}
