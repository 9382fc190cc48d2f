import { PolylensError, type Call, type Input, type Output } from '../contract/index.ts';
import { listingMeant, type readCatalogue } from './packs/catalogue.ts';
import { versionOf } from './packs/derive-manifest.ts';
import { bytesIn, bytesLeft, downloadPack } from './packs/download-pack.ts';
import type { Patience } from './packs/download-file.ts';
import { addressIn, readListing, type Listing } from './packs/listing.ts';
import { nameOf, type Pack } from './packs/open-pack.ts';
import { noDownload, recordIn, type Line } from './packs/request.ts';
import { listShelf, type Shelf } from './packs/shelf.ts';

/** Four stretches of 16 MB at a time: what is large is gigabytes. */
const usual = { stallMs: 30_000, tries: 3, pauseMs: 1000, ranges: { atOnce: 4, bytes: 2 ** 24 } };
type Times = Patience & { stallMs: number };

type Progress = (done: number, total: number) => void;

/** Where packs come from and go to. */
export type Getting = {
  shelf: Shelf;
  times?: Times;
  catalogue?: typeof readCatalogue;
  /** Imports what was downloaded. */
  take: (folder: string, progress: Progress) => Promise<Pack>;
};

/** What a download from an address would bring. @throws PolylensError pack.download, pack.exists, request.cancelled */
export async function offerPack(
  { from }: Input<'packs.offer'>,
  { shelf, times = usual, catalogue }: Getting,
  signal: AbortSignal,
): Promise<Output<'packs.offer'>> {
  const { address, sha256 } = await listingMeant(from, catalogue);
  const listing = await readListing(address, lineOf(shelf, times, signal));
  if (sha256 !== undefined && listing.sha256 !== sha256) throw noDownload('changed', { address });
  const pack = nameIn(listing);
  await expectNew(shelf, pack);
  return {
    address: listing.address.href,
    host: addressIn(listing, '').host,
    listing: listing.sha256,
    pack,
    licence: listing.licence,
    bytes: bytesIn(listing),
    there: await bytesLeft(shelf.imported, listing),
    files: Object.keys(listing.files).length,
  };
}

/** Downloads what was offered, and imports it. @throws PolylensError pack.*, request.cancelled, encoder.crashed */
export async function getPack(
  { address, listing: agreed }: Input<'packs.get'>,
  { shelf, times = usual, take }: Getting,
  { signal, progress }: Call<'packs.get'>,
): Promise<Pack> {
  const line = lineOf(shelf, times, signal);
  const listing = await readListing(address, line);
  if (listing.sha256 !== agreed) throw noDownload('changed', { address });
  await expectNew(shelf, nameIn(listing));
  const tell = (phase: 'download' | 'verify') => sparing((done, total) => progress({ phase, done, total }));
  const { imported } = shelf;
  const { folder, keep, drop } = await downloadPack(listing, {
    ...line,
    ...times,
    imported,
    progress: tell('download'),
  });
  try {
    const pack = await take(folder, tell('verify'));
    await drop();
    return pack;
  } catch (thrown) {
    // The same bytes would be refused again.
    await (isRefusal(thrown) ? drop() : keep());
    throw isRefusal(thrown)
      ? new PolylensError(thrown.code, { ...thrown.detail, folder: address }, { cause: thrown })
      : thrown;
  }
}

/** A line that leaves a record of each request, with the packs: what this program has sent. */
function lineOf({ imported }: Shelf, { stallMs }: Times, signal: AbortSignal): Line {
  return { signal, stallMs, sent: recordIn(imported) };
}

/** By which it will be there. */
function nameIn({ manifest, id, files }: Listing): string {
  return nameOf(manifest ?? { id, version: versionOf(files) });
}

async function expectNew(shelf: Shelf, name: string): Promise<void> {
  const { packs } = await listShelf(shelf);
  const same = packs.find((pack) => pack.name === name);
  if (same) throw new PolylensError('pack.exists', { pack: name, folder: same.folder });
}

/** Tells of each two-hundredth, and of the end. */
function sparing(progress: Progress): Progress {
  let told = -Infinity;
  return (done, total) => {
    if (done < total && Math.abs(done - told) < total / 200) return;
    told = done;
    progress(done, total);
  };
}

function isRefusal(thrown: unknown): thrown is PolylensError {
  return thrown instanceof PolylensError && ['pack.invalid', 'pack.damaged', 'pack.missing'].includes(thrown.code);
}
