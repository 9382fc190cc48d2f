import { PolylensError, type Client, type Output } from '../../src-main/contract/index.ts';
import type { ResultsState } from '../results/results-state.svelte.ts';
import type { Picture } from '../results/rows.ts';
import { MomentSaver } from './moment-saver.svelte.ts';
import { PictureCopier } from './picture-copier.svelte.ts';
import { Player } from './player.svelte.ts';
import { SlideShow } from './slide-show.svelte.ts';
import { Where, type Words } from './where.svelte.ts';
import { Zoom } from './zoom.svelte.ts';

/** Formats that move by themselves wherever pictures are shown. */
const animations = ['gif', 'webp'];

/** `savesFiles`: has the shell a dialog for it? `words`: what was searched for. */
type Around = { savesFiles: () => boolean; words: () => Words | undefined };

/** One picture, large: always the one at hand in the results, so that closing leads back to it. */
export class ViewerState {
  #open = $state(false);
  #details = $state.raw<Output<'asset.details'>>();
  #gone = $state<number>();
  /** The details of what is shown could not be read: they are asked for again with the next list. */
  #lacksDetails = false;
  #film: { asset: number; player: Player } | undefined;
  showsDetails = $state(false);
  /** In the place of the picture its short film is shown. */
  playsFilm = $state(false);
  readonly zoom = new Zoom();
  readonly saver: MomentSaver;
  readonly where: Where;
  readonly copier = new PictureCopier();
  readonly slides = new SlideShow({
    next: () => this.#go(1),
    waits: () => this.playsFilm || this.player?.film?.paused === false,
  });
  #shown: number | undefined;
  readonly #client: Client;
  readonly #results: ResultsState;

  readonly picture: Picture | undefined = $derived.by(() =>
    this.#open ? this.#results.pictures[this.#results.active] : undefined,
  );

  /** How it is shown; of one that lasts the details tell, and until then it is undefined. */
  readonly #form: 'picture' | 'film' | undefined = $derived.by(() => {
    if (this.picture?.duration === undefined || this.#gone === this.picture.id) return 'picture';
    return this.details && (animations.includes(this.details.format) ? 'picture' : 'film');
  });

  readonly isPicture = $derived(this.#form === 'picture');

  /** Whose video the picture's short film is: of a Live Photo, one beside it, of a Motion Photo its own. */
  readonly film: number | undefined = $derived(
    this.isPicture ? this.details?.companions?.find(({ kind }) => kind === 'video')?.asset : undefined,
  );

  /** Where the picture is a video. */
  readonly player: Player | undefined = $derived.by(() =>
    this.picture && this.#form === 'film' ? this.#playerOf(this.picture) : undefined,
  );

  constructor(client: Client, results: ResultsState, { savesFiles, words }: Around) {
    this.#client = client;
    this.#results = results;
    this.saver = new MomentSaver(client, savesFiles);
    this.where = new Where(client, words);
  }

  get isOpen(): boolean {
    return this.picture !== undefined;
  }

  /** Undefined until they are there. */
  get details(): Output<'asset.details'> | undefined {
    return this.#details?.asset === this.picture?.id ? this.#details : undefined;
  }

  /** Stars: a person's own, else the file's. */
  get rating(): number {
    return this.details?.details.rating ?? 0;
  }

  get position(): { at: number; of: number } {
    return { at: this.#results.active + 1, of: this.#results.pictures.length };
  }

  /** The pictures before and after, to be loaded ahead. */
  get beside(): Picture[] {
    const { active, pictures } = this.#results;
    return [pictures[active + 1], pictures[active - 1]].filter((picture) => picture !== undefined);
  }

  open(at: number): void {
    this.#results.goTo(at);
    this.#open = true;
  }

  close(): void {
    this.#open = false;
    this.slides.stop();
    this.playsFilm = false;
    this.#shown = undefined;
    this.#film = undefined;
  }

  step(by: -1 | 1): void {
    this.#go(by);
    this.slides.turned();
  }

  /** False where there is no other one. */
  #go(by: -1 | 1): boolean {
    const next = this.#results.active + by;
    if (next < 0 || next >= this.#results.pictures.length) return false;
    this.#results.goTo(next);
    return true;
  }

  /** Lets one step through every shot of the burst that is shown, or past it. */
  toggleBurst(): void {
    this.#results.toggleBurst(this.#results.active);
  }

  /** Keeps what the video shows now as a file: the picture, or the moment that it is in. */
  save(form: 'picture' | 'clip'): void {
    const { picture, player } = this;
    if (!picture || !player) return;
    const moment = form === 'clip' ? player.clip : { at: Math.round(player.time) };
    void this.saver.save({ asset: picture.id, ...moment });
  }

  /** Not of what moves, an animation too: nobody knows which of its pictures is shown. */
  get canShowWhere(): boolean {
    return this.where.isPossible && this.isPicture && !this.playsFilm && this.picture?.duration === undefined;
  }

  /** Shows where in a picture the words are met, or no longer. */
  showWhere(): void {
    if (this.picture && this.canShowWhere) void this.where.toggle(this.picture.id);
  }

  /** Turns to the picture that is shown now: another one, after a step or because the one before has left the list. */
  turnTo(picture: Picture | undefined): void {
    if (!picture) return;
    const isOther = picture.id !== this.#shown;
    if (isOther) {
      this.#shown = picture.id;
      this.playsFilm = false;
      if (this.#film?.asset !== picture.id) this.#film = undefined;
      this.saver.forget();
      this.where.hide();
      this.zoom.reset();
      this.zoom.picture = picture;
    }
    if (isOther || this.#lacksDetails) void this.#readDetails(picture.id);
  }

  /** What is known of what is shown may be other than it was. */
  readAgain(): void {
    if (this.#shown !== undefined) void this.#readDetails(this.#shown);
  }

  /** A list that is read anew has another object for a video: it plays on. */
  #playerOf(picture: Picture): Player {
    if (this.#film?.asset !== picture.id) this.#film = { asset: picture.id, player: new Player(picture) };
    return this.#film.player;
  }

  async #readDetails(asset: number): Promise<void> {
    this.#lacksDetails = false;
    try {
      const details = await this.#client.call('asset.details', { asset });
      if (asset === this.#shown) this.#details = details;
    } catch (thrown) {
      if (asset !== this.#shown) return;
      // It was removed meanwhile: the picture's place says so.
      if (thrown instanceof PolylensError && thrown.code === 'asset.unknown') this.#gone = asset;
      else this.#lacksDetails = true;
    }
  }
}
