/** `polylens` without a command: the window, in Electron. Ends when the window is closed. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve, type Announce, type HandlersOf, type Method, type Settings } from '../../contract/index.ts';
import { ownData, placesOrEnd, programVersion } from '../node/places.ts';
import { readSettings } from '../node/window-settings.ts';
import { windowParts, type WindowParts } from '../node/window-parts.ts';
import { mayOpen } from './ask-sandbox.ts';
import { app, BrowserWindow, dialog, MessageChannelMain, screen, shell } from './electron.ts';
import { drag } from './drag.ts';
import { followPower } from './follow-power.ts';
import { setMenu } from './menu.ts';
import { portOf } from './message-port.ts';
import { Opened } from './opened.ts';
import { pageOrigin, registerScheme, servePage } from './page-protocol.ts';
import { shellWords } from './shell-words.ts';
import { startEngineProcess } from './start-engine.ts';
import { taskbar } from './taskbar.ts';
import { TrayPlace } from './tray.ts';
import { systemTrash } from './trash.ts';
import { askUpdates } from './updates/ask-updates.ts';
import { updateWords } from './updates/update-words.ts';
import { windowData } from './window-data.ts';
import { keepPlace, readPlace } from './window-place.ts';
import { closeNetwork, guardWindows, makeWindow } from './window.ts';

/** Electron and Chromium have options of their own, so unknown ones are none of ours. */
function readOptions() {
  const options = { library: { type: 'string' }, pack: { type: 'string' } } as const;
  const { library, pack } = parseArgs({ args: process.argv.slice(1), options, strict: false }).values;
  const places = {
    ...(typeof library === 'string' ? { library } : {}),
    ...(typeof pack === 'string' ? { pack } : {}),
  };
  return { ...placesOrEnd(places), version: programVersion() };
}

const settings = readOptions();
// What Chromium keeps lies in the library's folder, as all that Polylens writes, where that can be. It also tells one library's
// instance from another's.
app.setPath('userData', windowData(settings.library, ownData()));
app.setName('Polylens');

const opened = new Opened();
opened.note(process.argv.slice(1), process.cwd());
// macOS tells it so, and before all else.
app.on('open-file', (event, path) => {
  event.preventDefault();
  opened.note([path], '/');
});
// As what installs it names it: else Windows shows an icon of its own beside the one that was pinned.
if (process.platform === 'win32') app.setAppUserModelId('org.polylens.app');

if (app.requestSingleInstanceLock()) {
  registerScheme();
  closeNetwork();
  void app.whenReady().then(run);
} else {
  process.stdout.write('Polylens is open on this library already; its window comes to the front.\n');
  app.quit();
}

async function run(): Promise<void> {
  if (!(await mayOpen(settings.library))) return app.quit();
  const announces = new Set<Announce>([taskbar()]);
  const announce: Announce = (event, payload) => {
    for (const tell of announces) tell(event, payload);
  };
  let say = shellWords([]);
  const parts = windowParts(
    { ...settings, startProcess: startEngineProcess },
    { pickFolder, showFile, openFile, pickTarget, trash: systemTrash(() => say), drag, hasTray: true },
    announce,
  );
  // Started before the page asks, so that the first search finds it warm.
  void parts.keeper.client().catch(() => undefined);
  followPower(parts.keeper);
  guardWindows();
  servePage(parts.files, opened);
  const handlers = { ...parts.handlers };
  const toFront = () => front(() => openWindow(handlers, announces));
  const engine = () => parts.keeper.client();
  const tray = new TrayPlace({ open: toFront, quit: () => app.quit(), engine });
  announces.add(tray.heed);
  let languages: readonly string[] = [];
  const showMenu = () => setMenu(say, (wish) => announce('shell.wish', { wish }), updateItems());
  const updateItems = askUpdates({ ...settings, words: () => updateWords(languages), onChange: showMenu });
  const follow = ({ language, tray: isKept = false }: Settings) => {
    languages = language === undefined ? app.getPreferredSystemLanguages() : [language];
    say = shellWords(languages);
    showMenu();
    tray.follow(isKept, say);
  };
  follow(await readSettings(settings.library));
  handlers['shell.keep-settings'] = async (changed, call) => {
    follow(changed.now);
    return parts.handlers['shell.keep-settings'](changed, call);
  };
  const likeOpened = () => announce('shell.wish', { wish: 'like-opened' });
  frontWhenAsked({ toFront, likeOpened, isKept: () => tray.isKept });
  endWith(parts);
  toFront();
}

function openWindow(handlers: HandlersOf<Method>, announces: Set<Announce>): void {
  const folder = app.getPath('userData');
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = makeWindow(readPlace(folder, screens));
  window.on('close', () => keepPlace(folder, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }));
  // Each page that was loaded gets a port of its own; that of the one before closes with it.
  window.webContents.on('did-finish-load', () => {
    const { port1: ours, port2: theirs } = new MessageChannelMain();
    const tell = serve(portOf(ours), handlers);
    announces.add(tell);
    ours.once('close', () => announces.delete(tell));
    window.webContents.postMessage('port', null, [theirs]);
  });
  // A page whose process has crashed is loaded again: its state is the library's.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') window.webContents.reload();
  });
  void window.loadURL(`${pageOrigin}/`);
}

type Asked = { toFront: () => void; likeOpened: () => void; isKept: () => boolean };

/** Another start, one by a picture too, and the dock bring the window to the front. */
function frontWhenAsked({ toFront, likeOpened, isKept }: Asked): void {
  app.on('second-instance', (_event, args, folder) => {
    if (opened.note(args.slice(1), folder)) likeOpened();
    toFront();
  });
  app.on('open-file', () => {
    likeOpened();
    toFront();
  });
  app.on('activate', toFront);
  // On macOS a program stays when its last window is closed.
  app.on('window-all-closed', () => process.platform !== 'darwin' && !isKept() && app.quit());
}

function front(open: () => void): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) return open();
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Lets the engine finish before the program ends. */
function endWith({ keeper }: WindowParts): void {
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    ended = true;
    void keeper.close().finally(() => app.quit());
  });
}

async function pickFolder(): Promise<string | undefined> {
  const options: Electron.OpenDialogOptions = { properties: ['openDirectory'] };
  const [window] = BrowserWindow.getAllWindows();
  const { filePaths } = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
  return filePaths[0];
}

async function pickTarget(name: string): Promise<string | undefined> {
  const options: Electron.SaveDialogOptions = { defaultPath: join(app.getPath('downloads'), name) };
  const [window] = BrowserWindow.getAllWindows();
  const { filePath } = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
  return filePath === '' ? undefined : filePath;
}

/** Electron answers with what went wrong. */
async function openFile(path: string): Promise<boolean> {
  return (await shell.openPath(path)) === '';
}

function showFile(path: string): Promise<boolean> {
  shell.showItemInFolder(path);
  return Promise.resolve(true);
}
