import { fileURLToPath } from 'node:url';
import type { WebContents } from 'electron';
import { app, BrowserWindow, nativeTheme, session } from './electron.ts';
import { pageOrigin } from './page-protocol.ts';
import type { Place } from './window-place.ts';

/** What the page may do besides showing itself: copy paths and pictures, and fill the screen. */
const granted = new Set(['clipboard-sanitized-write', 'fullscreen']);

/** To be called before Electron is ready: nothing that Chromium does by itself may reach a network. */
export function closeNetwork(): void {
  // No name of a machine leads anywhere.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  // No updates of components, no reports, no variations.
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
}

/** What holds for every window there will ever be. */
export function guardWindows(): void {
  const { defaultSession } = session;
  // Camera, microphone, place, notifications …: nothing is asked for, so nothing is given.
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(granted.has(permission)));
  defaultSession.setPermissionCheckHandler((_contents, permission) => granted.has(permission));
  // USB, serial and the like do not go by permissions.
  defaultSession.setDevicePermissionHandler(() => false);
  // The page's policy says the same; this holds for what is no page, too.
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOurs(url) }));
  // No file comes into a folder behind the person's back.
  defaultSession.on('will-download', (event) => event.preventDefault());
  app.on('web-contents-created', (_event, contents) => guard(contents));
}

function guard(contents: WebContents): void {
  // The window stays what it is: a link, a dropped file or a script leads it nowhere else.
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  // No other windows, and no other browser either: the page has no links to outside.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // A page within the page would have rights of its own.
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function isOurs(url: string): boolean {
  return url.startsWith(`${pageOrigin}/`) || /^(?:blob|data|devtools):/.test(url);
}

/** The window, hidden until it has something to show. */
export function makeWindow({ bounds, isMaximized }: Place): InstanceType<typeof BrowserWindow> {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 480,
    minHeight: 400,
    show: false,
    title: 'Polylens',
    // As the page's ground: no white flash in the dark.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#151514' : '#fbfaf8',
    autoHideMenuBar: true,
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      // The page's process may do no more than that of a web page: the system sees to it.
      sandbox: true,
      // What the preload script has is out of the page's reach.
      contextIsolation: true,
      // No files, no processes, in any kind of page or worker.
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      // Its dictionaries would be downloaded.
      spellcheck: false,
      // A file that misses its target does not replace the page.
      navigateOnDragDrop: false,
    },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  return window;
}
