import type { MenuItemConstructorOptions } from 'electron';
import type { Announce, Client, EventPayload } from '../../contract/index.ts';
import { Menu, nativeImage, Tray } from './electron.ts';
import type { Words } from './shell-words.ts';
import { trayPixels } from './tray-icon.ts';

type Deeds = {
  /** Brings the window back. */
  open: () => void;
  quit: () => void;
  engine: () => Promise<Client>;
};

/** In device pixels, for screens of twice the usual density. */
const edge = 32;
const density = 2;

/** The program's place in the system's tray, from which it goes on without a window; only where a person wishes that. */
export class TrayPlace {
  readonly #deeds: Deeds;
  #tray: InstanceType<typeof Tray> | undefined;
  #say: Words | undefined;
  #isPaused = false;

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
  }

  /** Does the program stay when its last window is closed? */
  get isKept(): boolean {
    return this.#tray !== undefined;
  }

  /** Hears whether indexing is paused, by whomever. */
  readonly heed: Announce = (event, payload) => {
    if (event === 'library.changed') this.#note((payload as EventPayload<'library.changed'>).work.state);
  };

  /** Comes or goes as a person wishes, in these words. */
  follow(isWished: boolean, say: Words): void {
    this.#say = say;
    if (!isWished) {
      this.#tray?.destroy();
      this.#tray = undefined;
    } else if (!this.#tray) {
      this.#tray = new Tray(icon());
      this.#tray.setToolTip('Polylens');
      // Where a click is not to open the menu.
      this.#tray.on('click', this.#deeds.open);
      void this.#askIfPaused();
    }
    this.#showMenu();
  }

  #note(state: EventPayload<'library.changed'>['work']['state']): void {
    const isPaused = state === 'paused';
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#showMenu();
  }

  /** It may have been paused before this start. */
  async #askIfPaused(): Promise<void> {
    try {
      const engine = await this.#deeds.engine();
      this.#note((await engine.call('library.status', {})).work.state);
    } catch {
      // There is no library yet, or what is wrong with it is told in the window.
    }
  }

  #showMenu(): void {
    const say = this.#say;
    if (!this.#tray || !say) return;
    const turn: MenuItemConstructorOptions = this.#isPaused
      ? { label: say.trayResume, click: () => void this.#set('library.resume') }
      : { label: say.trayPause, click: () => void this.#set('library.pause') };
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: say.trayOpen, click: this.#deeds.open },
        turn,
        { type: 'separator' },
        { label: say.quit, click: this.#deeds.quit },
      ]),
    );
  }

  async #set(method: 'library.pause' | 'library.resume'): Promise<void> {
    try {
      await (await this.#deeds.engine()).call(method, {});
    } catch {
      // The window tells what is wrong.
    }
  }
}

function icon(): Electron.NativeImage {
  const isMac = process.platform === 'darwin';
  const image = nativeImage.createFromBitmap(trayPixels(edge, isMac ? 'black' : 'green'), {
    width: edge,
    height: edge,
    scaleFactor: density,
  });
  // macOS paints it as its bar wants it.
  if (isMac) image.setTemplateImage(true);
  return image;
}
