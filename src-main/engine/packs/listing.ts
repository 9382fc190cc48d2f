/** What a pack at an address consists of. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { Manifest } from './manifest.ts';
import { addressOf, noDownload, request, type Answer, type Line } from './request.ts';

/** A pack.json has a list of a hundred lines. */
const largestBytes = 2 ** 20;

const { format, id, licence, files } = Manifest.entries;

/**
 * Format 1: a pack.json is one, and so is less of it for a pack of Immich's layout, which has none. Files lie beside the
 * listing, or below `base`.
 */
const Schema = v.pipe(
  v.object({ format, id, licence, files, base: v.optional(v.string()) }),
  v.check((listing) => Object.values(listing.files).every(({ bytes }) => Number.isSafeInteger(bytes) && bytes >= 0)),
);

export type Listing = v.InferOutput<typeof Schema> & {
  address: URL;
  /** Its bytes, as they came, and their SHA-256. */
  text: string;
  sha256: string;
  /** Of the pack, where the listing is a pack.json. */
  manifest: Manifest | undefined;
};

/** @throws PolylensError pack.download, request.cancelled */
export async function readListing(text: string, line: Line): Promise<Listing> {
  const address = addressOf(text);
  const answer = await request(address, { from: 0 }, line);
  if (answer.status !== 200) {
    answer.close();
    throw noDownload('status', { address: address.href, found: answer.status });
  }
  const bytes = await wholeOf(answer, address);
  const parsed = v.safeParse(Schema, parseJson(bytes.toString()));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw noDownload('listing', { address: address.href, found: `${v.getDotPath(issue) ?? ''}: ${issue.message}` });
  }
  const manifest = v.safeParse(Manifest, parseJson(bytes.toString()));
  return {
    ...parsed.output,
    address,
    text: bytes.toString(),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    manifest: manifest.success ? manifest.output : undefined,
  };
}

/** Where one of its files is, or all of them where none is named. @throws PolylensError pack.download */
export function addressIn({ address, base = '.' }: Listing, file: string): URL {
  const folder = addressOf(base.endsWith('/') || base === '.' ? base : `${base}/`, address);
  return addressOf(file, folder);
}

async function wholeOf({ chunks }: Answer, address: URL): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes > largestBytes) throw noDownload('listing', { address: address.href, found: 'more than a listing' });
  }
  return Buffer.concat(parts);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
