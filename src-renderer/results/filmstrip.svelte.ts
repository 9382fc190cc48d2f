import type { Client } from '../../src-main/contract/index.ts';
import { thumbnailUrl } from '../media.ts';

/** What it needs of the window around it. */
export type Projector = {
  /** Does the person want no movement? */
  isStill: () => boolean;
  /** Loads a picture; rejects when there is none. */
  load: (url: string) => Promise<void>;
  wait: (ms: number) => Promise<void>;
};

const mostFrames = 12;
/** A pointer that only passes asks for nothing. */
const restMs = 200;
const frameMs = 600;

/** Pictures of one video, silent and one after the other, for as long as the pointer rests on it. */
export class Filmstrip {
  #frame = $state.raw<{ asset: number; time: number }>();
  /** Of the video that the pointer rests on; another object each time. */
  #run: { asset: number } | undefined;
  readonly #client: Client;
  readonly #projector: Projector;

  constructor(client: Client, projector = windowProjector) {
    this.#client = client;
    this.#projector = projector;
  }

  /** The picture of this video that is shown now, by its time; undefined while none is. */
  timeOf(asset: number): number | undefined {
    return this.#frame?.asset === asset ? this.#frame.time : undefined;
  }

  async begin(asset: number): Promise<void> {
    this.#end();
    const run = { asset };
    this.#run = run;
    const { isStill, load, wait } = this.#projector;
    if (isStill()) return;
    await wait(restMs);
    if (run !== this.#run) return;
    const times = await this.#timesOf(asset);
    for (let at = 0; run === this.#run && times.length > 1; at = (at + 1) % times.length) {
      const time = times[at] ?? 0;
      const isThere = load(thumbnailUrl(asset, 256, time)).then(
        () => true,
        () => false,
      );
      const [loaded] = await Promise.all([isThere, wait(frameMs)]);
      if (run !== this.#run || !loaded) return;
      this.#frame = { asset, time };
    }
  }

  /** The pointer has left this video, or it has left the window. */
  leave(asset: number): void {
    if (this.#run?.asset === asset) this.#end();
  }

  #end(): void {
    this.#run = undefined;
    this.#frame = undefined;
  }

  async #timesOf(asset: number): Promise<readonly number[]> {
    const none = { times: [] };
    const { times } = await this.#client.call('media.moments', { asset, most: mostFrames }).catch(() => none);
    return times;
  }
}

const windowProjector: Projector = {
  isStill: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
  async load(url) {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
  },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
