import type { Input, Output } from '../contract/index.ts';
import { eyesOf } from './eyes.ts';
import type { Library } from './library/library.ts';
import type { Model } from './models.ts';
import { nearestAmong, type Wanted } from './nearest-assets.ts';
import { nameOf } from './packs/open-pack.ts';
import { searchPictures } from './search-pictures.ts';

type Side = Output<'packs.compare'>['sides'][number];
type Asked = Pick<Input<'packs.compare'>, 'text' | 'limit'>;

/** What a query finds with each of two packs, among the pictures that have vectors of both: all of them are compared. */
export async function comparePacks(
  { library, models: [one, other] }: { library: Library; models: [Model, Model] },
  asked: Asked,
  signal: AbortSignal,
): Promise<Output<'packs.compare'>> {
  const keys = { one: (await one.pack()).stageKey, other: (await other.pack()).stageKey };
  const sides = [
    await sideOf(one, { library, labels: library.changeovers.shared(keys.one, keys.other) }, { asked, signal }),
    await sideOf(other, { library, labels: library.changeovers.shared(keys.other, keys.one) }, { asked, signal }),
  ];
  return { compared: library.changeovers.progress(keys.one, keys.other).made, sides };
}

function sideOf(
  model: Model,
  { library, labels }: { library: Library; labels: readonly number[] },
  { asked, signal }: { asked: Asked; signal: AbortSignal },
): Promise<Side> {
  return model.lend(async () => {
    const pack = await model.pack();
    const { stageKey } = pack;
    const nearest = (wanted: Wanted) => nearestAmong(labels, { ...wanted, library, stageKey });
    const parts = await eyesOf(model, library.folder, signal);
    const { hits } = await searchPictures({ ...parts, library, size: labels.length, stageKey, nearest }, asked, signal);
    const told = hits.map(({ asset, path, pathBytes, score }) => {
      return { asset, path, score, ...(pathBytes === undefined ? {} : { pathBytes }) };
    });
    return { pack: nameOf(pack), hits: told };
  });
}
