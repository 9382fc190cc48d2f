import * as v from 'valibot';
import { Filters } from './details.ts';
import { trashProblems } from './problems.ts';
import { Asset, Count } from './shapes.ts';

/** A search that is to be asked again. `language` (BCP 47) is there when it was chosen. */
const SavedSearch = v.object({
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  filters: Filters,
  language: v.optional(v.pipe(v.string(), v.maxLength(35))),
});

export type SavedSearch = v.InferOutput<typeof SavedSearch>;

/** What a person chose for the window. `language` (BCP 47) is not there when it follows the system's. */
const Settings = v.object({
  theme: v.picklist(['system', 'light', 'dark']),
  language: v.optional(v.pipe(v.string(), v.maxLength(35))),
  /** Does the program stay in the system's tray when the window is closed? Only where `shell.about` says that there is one. */
  tray: v.optional(v.boolean()),
  /** Searches that led somewhere, the newest first. */
  recent: v.pipe(v.array(v.pipe(v.string(), v.maxLength(500))), v.maxLength(20)),
  /** The newest first. */
  saved: v.optional(v.pipe(v.array(SavedSearch), v.maxLength(200))),
});

export type Settings = v.InferOutput<typeof Settings>;

/** Undefined when `value` is something else. */
export function parseSettings(value: unknown): Settings | undefined {
  const parsed = v.safeParse(Settings, value);
  return parsed.success ? parsed.output : undefined;
}

const IconEdge = v.pipe(Count, v.minValue(1), v.maxValue(128));

/** A small picture: its pixels row by row, four bytes each (red, green, blue, opacity), in base64. */
const Icon = v.pipe(
  v.object({ width: IconEdge, height: IconEdge, pixels: v.pipe(v.string(), v.base64()) }),
  v.check(({ width, height, pixels }) => pixels.length === 4 * Math.ceil((4 * width * height) / 3)),
);

/**
 * Requests a window's shell answers itself, for they are about the machine and not about the library. What a shell cannot
 * do it says in `shell.about`, and refuses with shell.unsupported.
 */
export const shellMethods = {
  /** What this shell is and can do, where the library lies, and folders that often hold pictures. */
  'shell.about': {
    input: v.object({}),
    output: v.object({
      version: v.string(),
      library: v.string(),
      suggestions: v.array(v.string()),
      picksFolders: v.boolean(),
      showsFiles: v.boolean(),
      opensFiles: v.boolean(),
      savesFiles: v.boolean(),
      trashesFiles: v.boolean(),
      dragsFiles: v.boolean(),
      hasTray: v.boolean(),
    }),
    progress: v.never(),
  },
  /** Lets the person choose a folder in the system's own dialog; no `folder` when it was closed. */
  'shell.pick-folder': {
    input: v.object({}),
    output: v.object({ folder: v.optional(v.string()) }),
    progress: v.never(),
  },
  /** Folders whose path begins with what was typed, for shells without a dialog. */
  'shell.complete-folder': {
    input: v.object({ typed: v.pipe(v.string(), v.maxLength(4096)) }),
    output: v.object({ folders: v.array(v.string()) }),
    progress: v.never(),
  },
  /**
   * Opens the system's file manager at a picture's first file, or at one that was set aside (its path as
   * `library.set-aside` tells it; no other is shown). Errors: asset.unknown, shell.unsupported.
   */
  'shell.show-file': {
    input: v.union([v.object({ asset: v.number() }), v.object({ setAside: v.string() })]),
    output: v.object({}),
    progress: v.never(),
  },
  /**
   * Opens a picture's first file with the system's own program for it. Errors: media.unavailable (there is no file),
   * shell.unsupported (its name is not that of a picture or video, or no program took it).
   */
  'shell.open-file': {
    input: v.object({ asset: v.number() }),
    output: v.object({}),
    progress: v.never(),
  },
  /**
   * Lets the person choose a new file and writes a moment of a video to it (milliseconds): with `length` a clip, else the
   * picture. `saved` is false when the dialog was closed. Where `shell.about` says that files are not saved, the same
   * comes as a download: `/media/<asset>/clip/<at>/<length>`, `/media/<asset>/frame/<at>`.
   * Errors: shell.unsupported, and as `media.export`.
   */
  'shell.save-moment': {
    input: v.object({ asset: Asset, at: Count, length: v.optional(v.pipe(Count, v.minValue(1))) }),
    output: v.object({ saved: v.boolean() }),
    progress: v.never(),
  },
  /**
   * Begins to drag the first file of each of these pictures out of the window, with the icon at the pointer; to be asked while
   * that is held down. A cancelled call begins nothing. Errors: shell.unsupported, media.unavailable (there is no file).
   */
  'shell.drag': {
    input: v.object({ assets: v.array(Asset), icon: Icon }),
    output: v.object({}),
    progress: v.never(),
  },
  /**
   * Moves the files of pictures to the system's trash, all places and what belongs to them, once the person has said so to
   * the shell; `confirmed` is false when they did not. Nothing is deleted for good. A cancelled call ends after the file
   * in hand. Errors: shell.unsupported.
   */
  'shell.trash': {
    input: v.object({ assets: v.array(Asset) }),
    output: v.object({
      confirmed: v.boolean(),
      /** Files. */
      moved: Count,
      failed: v.array(v.object({ path: v.string(), reason: v.picklist(trashProblems) })),
    }),
    progress: v.object({ done: Count, total: Count }),
  },
  /** How many requests to other machines are on record: for models and new versions, each asked for by the person. */
  'shell.requests': { input: v.object({}), output: v.object({ made: Count }), progress: v.never() },
  /** What was chosen before; the defaults at first. */
  'shell.settings': { input: v.object({}), output: Settings, progress: v.never() },
  /** Keeps what a window changed (`now`, on what it knew `before`), in the library's folder; what others changed stays. */
  'shell.keep-settings': {
    input: v.object({ before: Settings, now: Settings }),
    output: Settings,
    progress: v.never(),
  },
} as const;

/** Facts a window's shell announces. */
export const shellEvents = {
  /** The engine ended unexpectedly, or a new one has taken its place. Calls between the two fail with engine.lost. */
  'shell.engine': v.object({ running: v.boolean() }),
  /**
   * What the person asked of the window elsewhere than in it: in the system's menu, or by opening a picture with Polylens, which
   * the page then fetches at `/opened`.
   */
  'shell.wish': v.object({ wish: v.picklist(['add-folder', 'settings', 'keys', 'like-opened']) }),
} as const;
