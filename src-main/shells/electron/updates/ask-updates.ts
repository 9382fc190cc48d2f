import type { MenuItemConstructorOptions } from 'electron';
import { join } from 'node:path';
import { BrowserWindow, dialog, shell } from '../electron.ts';
import { feedOfBuild, installedAs } from './feed.ts';
import { putInPlace } from './put-in-place.ts';
import { UpdateError, type UpdateProblem } from './update-error.ts';
import type { UpdateWords } from './update-words.ts';
import { Updates, type Feed, type Offer } from './updates.ts';
import { isDue, keepWish, readWish } from './wish.ts';

type Given = {
  library: string;
  version: string;
  words: () => UpdateWords;
  /** The menu's items say something else from now on. */
  onChange: () => void;
};

const lookEveryMs = 3_600_000;
const megabyte = 1_000_000;

/**
 * Looks for new versions when the person asks for it, and each week once they said so; nothing is asked of anyone before. Gives
 * the menu's items; none where this build knows of no releases.
 */
export function askUpdates(given: Given): () => MenuItemConstructorOptions[] {
  const feed = feedOfBuild();
  if (!feed) return () => [];
  const asking = new AskUpdates(feed, given);
  setInterval(() => void asking.lookIfDue(), lookEveryMs).unref();
  void asking.lookIfDue();
  return () => asking.items();
}

class AskUpdates {
  readonly #feed: Feed;
  readonly #given: Given;
  readonly #updates: Updates;
  #busy = false;

  constructor(feed: Feed, given: Given) {
    this.#feed = feed;
    this.#given = given;
    const { platform, arch, env, resourcesPath: resources } = process;
    const installed = installedAs(given.version, { platform, arch, env, resources });
    this.#updates = new Updates(feed, installed, { folder: join(given.library, 'updates') });
  }

  items(): MenuItemConstructorOptions[] {
    const say = this.#given.words();
    const { weekly } = readWish(this.#given.library);
    return [
      { id: 'look', label: say.look, click: () => void this.#look() },
      {
        id: 'weekly',
        label: say.weekly,
        type: 'checkbox',
        checked: weekly,
        click: () => void this.#turnWeekly(!weekly),
      },
    ];
  }

  /** A look that the person need not hear of unless it finds something. */
  async lookIfDue(): Promise<void> {
    const { library } = this.#given;
    if (!isDue(readWish(library), Date.now())) return;
    await this.#oneAtATime(async () => {
      keepWish(library, { ...readWish(library), looked: Date.now() });
      const offer = await this.#updates.look().catch(quietly);
      if (offer) await this.#offer(offer);
    });
  }

  async #look(): Promise<void> {
    const { words } = this.#given;
    await this.#oneAtATime(async () => {
      if (!(await this.#agreed(words().lookNow))) return;
      const offer = await this.#updates.look();
      if (offer) await this.#offer(offer);
      else await this.#ask(words().newest, [words().ok]);
    });
  }

  async #turnWeekly(weekly: boolean): Promise<void> {
    const { library, words, onChange } = this.#given;
    const agreed = !weekly || (await this.#agreed(words().lookWeekly));
    if (agreed) keepWish(library, { ...readWish(library), weekly });
    // Not agreed: the tick that the click has set goes again.
    onChange();
    if (weekly && agreed) await this.lookIfDue();
  }

  #agreed(yes: string): Promise<boolean> {
    const say = this.#given.words();
    const { host } = new URL(this.#feed.address);
    return this.#ask(say.ask, [yes, say.notNow], say.askDetail.replace('{host}', host));
  }

  async #offer(offer: Offer): Promise<void> {
    const say = this.#given.words();
    const about = (text: string) => text.replace('{version}', offer.version);
    const size = String(Math.ceil(offer.file.bytes / megabyte));
    if (!(await this.#ask(about(say.there).replace('{size}', size), [say.download, say.notNow]))) return;
    const file = await this.#updates.fetch(offer);
    const program = process.env['APPIMAGE'];
    if (offer.file.kind === 'AppImage' && program) {
      await putInPlace(file, offer.file.sha256, program);
      await this.#ask(about(say.inPlace), [say.ok]);
    } else if (byHand.has(offer.file.kind)) {
      if (await this.#ask(about(say.byHand), [say.show, say.notNow])) shell.showItemInFolder(file);
      // How the others are installed their systems know, and ask for.
    } else if (await this.#ask(about(say.ready), [say.open, say.notNow])) await shell.openPath(file);
  }

  async #oneAtATime(work: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await work();
    } catch (thrown) {
      const say = this.#given.words();
      await this.#ask(say.title, [say.ok], wordsFor(thrown, say));
    } finally {
      this.#busy = false;
    }
  }

  /** Was the first button taken? */
  async #ask(message: string, buttons: string[], detail = ''): Promise<boolean> {
    const options = { type: 'question', message, detail, buttons, cancelId: buttons.length - 1, noLink: true } as const;
    const [window] = BrowserWindow.getAllWindows();
    const { response } = window ? await dialog.showMessageBox(window, options) : await dialog.showMessageBox(options);
    return response === 0;
  }
}

/** Nothing installs these. A portable program that was opened would meet the one that runs, and be gone again. */
const byHand: ReadonlySet<string> = new Set(['portable', 'tar.gz']);

/** A machine that is offline need not hear of it each week; one that is kept from new versions must. */
function quietly(thrown: unknown): undefined {
  if (thrown instanceof UpdateError && aloud.has(thrown.why)) throw thrown;
}

const aloud: ReadonlySet<UpdateProblem> = new Set(['signature', 'expired', 'older', 'clock']);

function wordsFor(thrown: unknown, say: UpdateWords): string {
  if (!(thrown instanceof UpdateError)) return say.failed;
  return say[thrown.why].replaceAll(/\{(\w+)\}/g, (_, name: string) => thrown.facts[name] ?? '?');
}
