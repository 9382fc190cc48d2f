import type { FolderProblem } from '../../contract/problems.ts';

/** A file that the last look at its folder did not meet. */
export type Gone = { id: number; path: Buffer; elsewhere: boolean };

/** More removals than this, and than this share of the root, want a person's word. */
const brake = { files: 50, share: 0.1 };
/** Removals in small lots within this time are one removal. */
export const brakeWindowMs = 60 * 60 * 1000;

export type Look = {
  /** Files known before, and how many of those the look met. */
  known: number;
  metAgain: number;
  /** All files it met. */
  met: number;
  /** The volume it is on, and was on at the last whole look. */
  volume: string | undefined;
  volumeBefore: string | undefined;
  /** Why the folder itself could not be listed. */
  unlisted: FolderProblem | undefined;
};

/**
 * Why a folder is not provably the one that is known: it cannot be listed, is empty where it was full, or is on another
 * volume and holds less than half of what it held. Undefined when it is.
 */
export function offlineReason(look: Look): FolderProblem | undefined {
  if (look.unlisted !== undefined) return look.unlisted;
  if (look.known === 0) return undefined;
  if (look.met === 0) return 'folder.offline';
  const moved = look.volumeBefore !== undefined && look.volume !== look.volumeBefore;
  return moved && look.metAgain < look.known / 2 ? 'folder.other-volume' : undefined;
}

export type RootState = {
  /** Files the look did not meet. */
  gone: Gone[];
  /** Files that are there. */
  present: number;
  /** Files of the root that were taken for missing within the brake's window. */
  lately: number;
  offline: boolean;
  /** Below these paths nothing is known. */
  isUnknown(path: Buffer): boolean;
  /** A rule leaves this path out now: it left by a person's word. */
  isExcluded(path: Buffer): boolean;
  /** A person said that what is gone is gone. */
  accepted: boolean;
};

/**
 * What becomes of the files that a look did not meet. `moved`: their content lies elsewhere, so nothing is lost.
 * `missing`: to be hidden. `held`: kept until a person says what became of them. `kept`: of a place that is not there.
 */
export type Decision = { moved: number[]; missing: number[]; held: number; kept: number };

export function decideMissing(state: RootState): Decision {
  const { gone, present, lately, accepted } = state;
  if (state.offline && !accepted) return { moved: [], missing: [], held: 0, kept: gone.length };
  const known = gone.filter(({ path }) => !state.isUnknown(path));
  const kept = gone.length - known.length;
  const moved = known.filter(({ elsewhere }) => elsewhere);
  const rest = known.filter(({ elsewhere }) => !elsewhere);
  const excluded = rest.filter(({ path }) => state.isExcluded(path));
  const lost = rest.filter(({ path }) => !state.isExcluded(path));
  const removals = lost.length + lately;
  const tooMany = removals > brake.files && removals > brake.share * (present + removals);
  const braked = tooMany && lost.length > 0 && !accepted;
  const missing = braked ? excluded : [...excluded, ...lost];
  return { moved: moved.map(idOf), missing: missing.map(idOf), held: braked ? lost.length : 0, kept };
}

function idOf({ id }: Gone): number {
  return id;
}
