import type { Library } from './library/library.ts';
import { findFfmpeg } from './media/ffmpeg.ts';
import type { Model, Models } from './models.ts';
import type { OpenLibrary } from './open-library.ts';
import { nameOf } from './packs/open-pack.ts';
import { SpotNames } from './name-spots.ts';
import { smallestBatch } from './pipeline/outcome.ts';
import type { IndexParts, Maker } from './pass.ts';
import { switchOf } from './switch-packs.ts';
import type { Thumbnails } from './thumbnails.ts';

type Around = { models: Models; open: OpenLibrary; thumbnails: Thumbnails };

/** What a pass over a library makes vectors with. Processes are not started before a file needs them. */
export async function indexParts(
  { models, open, thumbnails }: Around,
  library: Library,
): Promise<Omit<IndexParts, 'library' | 'paused' | 'activity'>> {
  const spotNames = new SpotNames(library);
  const maker = (model: Model) => makerOf(model, (pack) => open.index(library, pack));
  return {
    ...(await maker(models.inUse())),
    next: await nextMaker(models, maker),
    readsVideos: () => findFfmpeg() !== undefined,
    nameSpots: () => spotNames.name(),
    keepThumbnail: (hash, thumbnail) => thumbnails.keep(hash, thumbnail),
    outcome: async () => {
      const pack = await models.inUse().pack();
      const onTheWay = await switchOf(models, library);
      const counts = library.files.counts(pack.stageKey);
      return { counts, pack: nameOf(pack), ...(onTheWay ? { switch: onTheWay } : {}) };
    },
  };
}

/** A pack that cannot be used hinders nothing else: the status says so. */
async function nextMaker(models: Models, maker: (model: Model) => Promise<Maker>): Promise<Maker | undefined> {
  const next = models.next();
  return next && maker(next).catch(() => undefined);
}

async function makerOf(
  model: Model,
  indexOf: (pack: Awaited<ReturnType<Model['pack']>>) => Promise<Maker['index']>,
): Promise<Maker> {
  const pack = await model.pack();
  return {
    name: model.name,
    stageKey: pack.stageKey,
    index: await indexOf(pack),
    decode: async (path) => (await model.decoder()).decode(path),
    decodeVideo: async (path, signal) => (await model.decoder()).decodeVideo(path, signal),
    words: async (paths, wanted) => (await model.decoder()).words(paths, wanted),
    embed: async (batch) => (await model.imageEncoder()).embed(batch),
    batchSize: () => Math.max(model.batch, smallestBatch),
  };
}
