import type { Client } from '../../src-main/contract/index.ts';
import { download } from './download.ts';

/** A moment of a video: with a length a clip of it, else its picture. In milliseconds. */
export type Moment = { asset: number; at: number; length?: number };

type Outcome = 'saving' | 'saved' | 'failed';

/** Keeps moments of videos as files: where the person says, by the shell's dialog or by the browser's own way. */
export class MomentSaver {
  #outcome = $state<Outcome>();
  readonly #client: Client;
  readonly #savesFiles: () => boolean;
  readonly #download: typeof download;

  /** `savesFiles`: has the shell a dialog for it? */
  constructor(client: Client, savesFiles: () => boolean, bring = download) {
    this.#client = client;
    this.#savesFiles = savesFiles;
    this.#download = bring;
  }

  /** What became of the last one; undefined when nothing is to be told. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** One at a time: a second key while one is written is none. */
  async save(moment: Moment): Promise<void> {
    if (this.#outcome === 'saving') return;
    this.#outcome = 'saving';
    try {
      this.#outcome = (await this.#write(moment)) ? 'saved' : undefined;
    } catch {
      this.#outcome = 'failed';
    }
  }

  forget(): void {
    if (this.#outcome !== 'saving') this.#outcome = undefined;
  }

  async #write(moment: Moment): Promise<boolean> {
    if (this.#savesFiles()) return (await this.#client.call('shell.save-moment', moment)).saved;
    const { asset, at, length } = moment;
    await this.#download(`/media/${asset}/${length === undefined ? `frame/${at}` : `clip/${at}/${length}`}`);
    return true;
  }
}
