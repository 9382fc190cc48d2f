import { PolylensError, type Client, type HandlersOf, type ShellMethod } from '../../contract/index.ts';
import { dragFiles, type Drag } from './drag-files.ts';
import { completeFolder, likelyFolders } from './folders.ts';
import { nameOfMoment, saveMoment } from './moment-files.ts';
import { openFileOf, type Open } from './open-file.ts';
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

type Shell = { version: string; library: string; engine: () => Promise<Client>; abilities: Abilities };

/** The answers of a window's shell on Node. */
export function shellHandlers({ version, library, engine, abilities }: Shell): HandlersOf<ShellMethod> {
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
    'shell.settings': () => readSettings(library),
    'shell.keep-settings': async (settings) => {
      await keepSettings(library, settings);
      return {};
    },
  };
}

type FileMethod = 'shell.show-file' | 'shell.open-file' | 'shell.save-moment' | 'shell.trash' | 'shell.drag';

/** What is done with files: a page names none, but the picture that they hold. */
function fileHandlers(
  engine: Shell['engine'],
  { showFile, openFile, pickTarget, trash, drag }: Abilities,
): HandlersOf<FileMethod> {
  return {
    'shell.show-file': async ({ asset }) => {
      const { places } = await (await engine()).call('asset.details', { asset });
      const [first] = places;
      if (!first || !(await showFile?.(first.path))) throw new PolylensError('shell.unsupported');
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
