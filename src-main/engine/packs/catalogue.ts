/** Packs that others made and measured: plain data, read from the program's own folder. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { Catalogue } from '../../contract/pack-methods.ts';
import { noDownload } from './request.ts';

// As far from dist as from the sources.
const place = new URL('../../../models/catalogue.json', import.meta.url);

export async function readCatalogue(): Promise<v.InferOutput<typeof Catalogue>> {
  return v.parse(Catalogue, JSON.parse(await readFile(place, 'utf8')));
}

/**
 * The listing that is meant by an id of the catalogue, or by an address itself.
 * @throws PolylensError pack.download, where nobody knows the hashes of a pack's files
 */
export async function listingMeant(from: string, read = readCatalogue): Promise<{ address: string; sha256?: string }> {
  const { packs } = await read();
  const entry = packs.find(({ id }) => id === from);
  if (!entry) return { address: from };
  if (!entry.listing) throw noDownload('unlisted', { address: entry.page, pack: entry.id });
  return entry.listing;
}
