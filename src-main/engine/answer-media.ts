import type { Handlers } from '../contract/index.ts';
import { eyesOf } from './eyes.ts';
import { exportMoment } from './export-moment.ts';
import type { Library } from './library/library.ts';
import type { Decoder } from './media/decoder.ts';
import type { Models } from './models.ts';
import type { OpenLibrary } from './open-library.ts';
import { searchWhere } from './search-where.ts';
import { streamMedia } from './stream-media.ts';
import type { Thumbnails } from './thumbnails.ts';

type Parts = { library: OpenLibrary; thumbnails: Thumbnails; models: Models };
type Answers = Pick<Handlers, 'media.thumbnail' | 'media.moments' | 'media.stream' | 'media.export' | 'search.where'>;

/** Answers what is asked about what is in pictures and videos. */
export function answerMedia({ library, thumbnails, models }: Parts): Answers {
  const show = <T>(read: (from: Library) => T | Promise<T>) => library.guarded(async () => read(library.reader()));
  const frame: Decoder['frame'] = (path, wanted) =>
    models.inUse().lend(async (model) => (await model.decoder()).frame(path, wanted));
  return {
    'media.thumbnail': (input) => show((from) => thumbnails.find(from, input)),
    'media.moments': ({ asset, most }) => show((from) => ({ times: from.moments.spread(asset, most) })),
    'search.where': (input, { signal }) =>
      library.guarded(() =>
        models.inUse().lend(async (model) => {
          const from = library.reader();
          const eyes = await eyesOf(model, from.folder, signal);
          return searchWhere({ ...eyes, library: from, model, thumbnails }, input);
        }),
      ),
    'media.stream': (input) => show((from) => streamMedia(from, input)),
    // A file that is named by its path may be in no library.
    'media.export': (input, { signal }) =>
      library.guarded(() => exportMoment({ library: () => library.reader(), frame }, input, signal)),
  };
}
