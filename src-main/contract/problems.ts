/** Why a file was set aside. */
export const fileProblems = [
  'file.missing',
  'file.unreadable',
  'file.empty',
  'image.none',
  'image.unsupported',
  'raw.no-preview',
  'video.no-decoder',
  'image.corrupt',
  'image.too-large',
  'decoder.crashed',
  'decoder.timeout',
  'encoder.failed',
] as const;

/**
 * Why a folder was not, or not wholly, looked through. `folder.offline`: nothing is left where pictures were.
 * `folder.other-volume`: another drive is in its place. `subfolder.unreadable`: a folder inside, or a file that could not be
 * asked for.
 */
export const folderProblems = [
  'folder.missing',
  'folder.unreadable',
  'folder.not-a-folder',
  'folder.empty',
  'folder.offline',
  'folder.other-volume',
  'subfolder.unreadable',
] as const;

/** Why an original was not copied. */
export const copyProblems = ['copy.offline', 'copy.missing', 'copy.failed'] as const;

/**
 * Why a file was not moved to the trash. `trash.changed`: there is another file now than the library knows; `trash.failed`:
 * the system did not, or the file's name is none that it takes.
 */
export const trashProblems = [
  'trash.offline',
  'trash.read-only',
  'trash.missing',
  'trash.changed',
  'trash.failed',
] as const;

/**
 * Why subtitles of a video, which is searchable all the same, were not or not wholly read. `subtitles.none`: what claims
 * to be some holds none; `subtitles.too-large`, `subtitles.too-many`: there are more than are read.
 */
export const subtitleProblems = [
  'subtitles.unreadable',
  'subtitles.none',
  'subtitles.too-large',
  'subtitles.too-many',
  'subtitles.timeout',
] as const;

export type SubtitleProblem = (typeof subtitleProblems)[number];
export type TrashProblem = (typeof trashProblems)[number];
export type CopyProblem = (typeof copyProblems)[number];
export type FileProblem = (typeof fileProblems)[number];
export type FolderProblem = (typeof folderProblems)[number];
