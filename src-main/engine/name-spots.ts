import { inTurns } from './in-turns.ts';
import type { Library } from './library/library.ts';
import { edition, openGazetteer, type Gazetteer } from './places/gazetteer.ts';
import type { Spot } from './values.ts';

/** Stored together: a transaction of some milliseconds. */
const atATime = 500;

/** Names the positions of a library's pictures that this edition has not named: what a pass keeps the gazetteer for. */
export class SpotNames {
  readonly #library: Library;
  #gazetteer: Promise<Gazetteer> | undefined;

  constructor(library: Library) {
    this.#library = library;
  }

  /** Names all that are not; ten thousand take less than a second. */
  async name(): Promise<void> {
    const { spots } = this.#library;
    for (let left = spots.unnamed(edition, atATime); left.length > 0; left = spots.unnamed(edition, atATime)) {
      const gazetteer = await (this.#gazetteer ??= openGazetteer());
      const named: { asset: number; spot: Spot | undefined }[] = [];
      await inTurns(left, ({ asset, latitude, longitude }) => {
        named.push({ asset, spot: gazetteer.spotAt(latitude, longitude) });
      });
      spots.name(edition, named);
    }
  }
}
