import { PolylensError, type Client, type HandlersOf, type Input, type ShellMethod } from '../../contract/index.ts';
import { dragFiles, type Drag } from './drag-files.ts';
import { completeFolder, likelyFolders } from './folders.ts';
import { nameOfMoment, saveMoment } from './moment-files.ts';
import { openFileOf, type Open } from './open-file.ts';
import { requestsMade } from './requests-made.ts';
import { trashFiles, type Trash } from './trash-files.ts';
import { keepSettings, readSettings } from './window-settings.ts';

/** What a shell can do on its machine; what is not there it cannot. */
export type Abilities = {
  /** Lets the person choose a folder; undefined when they chose none. */
  pickFolder?: () => Promise<string | undefined>;
  /** Shows where a file lies; false when that failed. */
  showFile?: (path: string) => Promise<boolean>;
  openFile?: Open;
  /** Lets the person choose a file that is to be written, a name being suggested; undefined when they chose none. */
  pickTarget?: (name: string) => Promise<string | undefined>;
  trash?: Trash;
  drag?: Drag;
  /** Can the program stay in the system's tray? */
  hasTray?: boolean;
};

type Shell = {
  version: string;
  library: string;
  imported?: string;
  engine: () => Promise<Client>;
  abilities: Abilities;
};

/** The answers of a window's shell on Node. */
export function shellHandlers({ version, library, imported, engine, abilities }: Shell): HandlersOf<ShellMethod> {
  const { pickFolder, showFile, openFile, pickTarget, trash, drag, hasTray = false } = abilities;
  return {
    'shell.about': async () => ({
      version,
      library,
      suggestions: await likelyFolders(),
      picksFolders: pickFolder !== undefined,
      showsFiles: showFile !== undefined,
      opensFiles: openFile !== undefined,
      savesFiles: pickTarget !== undefined,
      trashesFiles: trash !== undefined,
      dragsFiles: drag !== undefined,
      hasTray,
    }),
    'shell.pick-folder': async () => {
      if (!pickFolder) throw new PolylensError('shell.unsupported');
      const folder = await pickFolder();
      return folder === undefined ? {} : { folder };
    },
    'shell.complete-folder': async ({ typed }) => ({ folders: await completeFolder(typed) }),
    ...fileHandlers(engine, abilities),
    'shell.requests': async () => ({ made: await requestsMade({ library, imported }) }),
    'shell.settings': () => readSettings(library),
    'shell.keep-settings': async (changed) => keepSettings(library, changed),
  };
}

/** Of set-aside files the page knows paths, for people to read: only one that the library lists is shown. */
async function pathToShow(engine: Client, input: Input<'shell.show-file'>): Promise<string | undefined> {
  if ('asset' in input) return (await engine.call('asset.details', { asset: input.asset })).places[0]?.path;
  const { files } = await engine.call('library.set-aside', { limit: Number.MAX_SAFE_INTEGER });
  return files.find(({ path }) => path === input.setAside)?.path;
}

type FileMethod = 'shell.show-file' | 'shell.open-file' | 'shell.save-moment' | 'shell.trash' | 'shell.drag';

/** What is done with files: a page names none, but the picture that they hold. */
function fileHandlers(
  engine: Shell['engine'],
  { showFile, openFile, pickTarget, trash, drag }: Abilities,
): HandlersOf<FileMethod> {
  return {
    'shell.show-file': async (input) => {
      const path = await pathToShow(await engine(), input);
      if (path === undefined || !(await showFile?.(path))) throw new PolylensError('shell.unsupported');
      return {};
    },
    'shell.open-file': async ({ asset }) => {
      if (!openFile) throw new PolylensError('shell.unsupported');
      await openFileOf(await engine(), openFile, asset);
      return {};
    },
    'shell.save-moment': async (moment) => {
      if (!pickTarget) throw new PolylensError('shell.unsupported');
      const client = await engine();
      const target = await pickTarget(await nameOfMoment(client, moment));
      if (target !== undefined) await saveMoment(client, moment, target);
      return { saved: target !== undefined };
    },
    'shell.drag': async (input, { signal }) => {
      if (!drag) throw new PolylensError('shell.unsupported');
      await dragFiles({ engine: await engine(), drag, signal }, input);
      return {};
    },
    'shell.trash': async ({ assets }, call) => {
      if (!trash) throw new PolylensError('shell.unsupported');
      return trashFiles({ engine: await engine(), trash, assets }, call);
    },
  };
}
