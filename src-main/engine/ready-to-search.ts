import { PolylensError } from '../contract/index.ts';
import type { OpenLibrary } from './open-library.ts';
import type { Pack } from './packs/open-pack.ts';
import type { LibraryView } from './search-index.ts';

/** Parts of a start that take long, each begun when its function is called. */
type Parts<View> = { model: { textEncoder(): Promise<unknown> }; view: () => Promise<View> };

/**
 * What a query sees of the library, with the text model loaded. At a start reading the index and loading the model go side
 * by side, for each takes about as long as the other. Both have ended when this does, so that nothing starts behind the
 * back of who closes the model; of two failures that of the library counts.
 */
export async function readyToSearch<View>({ model, view }: Parts<View>): Promise<View> {
  const [seen, encoder] = await Promise.allSettled([view(), model.textEncoder()]);
  if (seen.status === 'rejected') throw seen.reason;
  if (encoder.status === 'rejected') throw encoder.reason;
  return seen.value;
}

/**
 * What a query sees of the vectors of a pack.
 * @throws PolylensError library.other-pack (there are vectors of others alone)
 */
export async function viewToSearch(open: OpenLibrary, pack: Pack): Promise<LibraryView> {
  const view = await open.view(pack);
  const { library, index } = view;
  if (index.size > 0 || !library.vectors.hasOtherThan(pack.stageKey)) return view;
  throw new PolylensError('library.other-pack', { library: library.folder, pack: pack.stageKey });
}
