import { PolylensError, type Input, type Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import type { Model } from './models.ts';
import { readingOf, type SearchParts } from './search-pictures.ts';
import { cells, heatOf, windows } from './search/heat.ts';
import { Search } from './search/search.ts';
import type { Thumbnails } from './thumbnails.ts';
import { dot, type Embedding } from './values.ts';

type Parts = Pick<SearchParts, 'languages' | 'named' | 'embedText'> & {
  library: Library;
  model: Model;
  thumbnails: Pick<Thumbnails, 'find'>;
};

/**
 * Where in a picture a query is met: parts of what is shown large of it, each looked at as a picture of its own.
 * @throws PolylensError as `search.where` says
 */
export async function searchWhere(parts: Parts, input: Input<'search.where'>): Promise<Output<'search.where'>> {
  const { asset, at, ...asked } = input;
  const reading = readingOf(parts, input.speaks);
  const search = new Search({ ...reading, embedText: parts.embedText, nearest: () => [] });
  const wanted = await search.embeddingOf(asked);
  const { path } = await parts.thumbnails.find(parts.library, {
    asset,
    size: 1024,
    ...(at === undefined ? {} : { at }),
  });
  const seen = await embeddingsIn(path, parts.model);
  return { columns: cells, rows: cells, heat: heatOf(seen.map((embedding) => dot(embedding, wanted))) };
}

async function embeddingsIn(path: string, model: Model): Promise<Embedding[]> {
  const outcome = await (await model.decoder()).windows(path, windows);
  if (!outcome.ok) throw new PolylensError('media.unavailable', { path, why: outcome.detail, reason: outcome.reason });
  const encoder = await model.imageEncoder();
  const embeddings: Embedding[] = [];
  for (let from = 0; from < outcome.windows.length; from += encoder.batch) {
    embeddings.push(...(await encoder.embed(outcome.windows.slice(from, from + encoder.batch))));
  }
  return embeddings;
}
