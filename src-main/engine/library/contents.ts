import type { Content, Details, Taken } from '../values.ts';
import type { Cues } from './cues.ts';
import type { Database, Statement } from './database.ts';

/** A picture as people see it, in however many files: a content by its id, which is never used again. */
export type Asset = {
  asset: number;
  width: number;
  height: number;
  format: string;
  thumbhash?: Uint8Array;
  favourite?: true;
  details: Details;
  /** Of a video. */
  video?: NonNullable<Content['video']>;
};

type DetailsRow = {
  taken: number | null;
  taken_offset: number | null;
  taken_from: Taken['from'] | null;
  latitude: number | null;
  longitude: number | null;
  country: string | null;
  region: string | null;
  city: string | null;
  town: string | null;
  camera: string | null;
  lens: string | null;
  rating: number | null;
  given_rating: number | null;
  keywords: string | null;
  live_id: string | null;
  film_offset: number | null;
  film_length: number | null;
};

/** A content, its id as `asset`, with its details. */
export type ContentRow = Omit<Asset, 'thumbhash' | 'details' | 'video' | 'favourite'> & {
  thumbhash: Uint8Array | null;
  duration_ms: number | null;
  poster_ms: number | null;
  favourite: number;
} & DetailsRow;

/** The stars that a person gave a row of `content`: they count before what its file says. */
export const givenRating = '(SELECT rated.rating FROM rated WHERE rated.hash = content.hash)';

/** The columns of a `ContentRow`, where `content` is joined with `details`. */
export const contentColumns = `content.id AS asset, width, height, format, thumbhash, duration_ms, poster_ms,
  content.hash IN (SELECT hash FROM favourite) AS favourite,
  ${givenRating} AS given_rating, details.*`;

/** The library's contents: what is in files, however many hold it. */
export class Contents {
  readonly #database: Database;
  readonly #cues: Cues;
  #put: Statement | undefined;
  #putDetails: Statement | undefined;

  constructor(database: Database, cues: Cues) {
    this.#database = database;
    this.#cues = cues;
  }

  /** Stores a content with its details, read from this file; returns its id. */
  put({ hash, width, height, format, thumbhash, details, video, cues }: Content, fileId: number): number {
    this.#put ??= this.#database.prepare(
      `INSERT INTO content (hash, width, height, format, thumbhash, duration_ms, poster_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (hash) DO UPDATE SET
         width = excluded.width, height = excluded.height, format = excluded.format, thumbhash = excluded.thumbhash,
         duration_ms = excluded.duration_ms, poster_ms = excluded.poster_ms
       RETURNING id`,
    );
    const { id } = this.#put.get(
      hash,
      width,
      height,
      format,
      thumbhash,
      video?.durationMs ?? null,
      video?.posterMs ?? null,
    ) as {
      id: number;
    };
    this.#putDetails ??= this.#database.prepare(
      `INSERT OR REPLACE INTO details (content_id, taken, taken_offset, taken_from, latitude, longitude, camera, lens,
         rating, keywords, live_id, film_offset, film_length)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#putDetails.run(id, ...valuesOf(details).map((value) => value ?? null));
    this.#cues.put(id, fileId, cues);
    return id;
  }

  /** An asset and the hash of its content. */
  find(asset: number): (Asset & { hash: Buffer }) | undefined {
    const row = this.#database
      .prepare(
        `SELECT hash, ${contentColumns}
         FROM content LEFT JOIN details ON content_id = id WHERE id = ?`,
      )
      .get(asset) as (ContentRow & { hash: Uint8Array }) | undefined;
    return row && { ...assetOf(row), hash: Buffer.from(row.hash) };
  }
}

/** In the order of the columns. What the position is called is looked up later. */
function valuesOf({ taken, film, keywords, ...more }: Details) {
  const { latitude, longitude, camera, lens, rating, liveId } = more;
  const words = keywords && JSON.stringify(keywords);
  const told = [taken?.wall, taken?.offset, taken?.from, latitude, longitude, camera, lens, rating, words];
  return [...told, liveId, film?.offset, film?.length];
}

export function assetOf(row: ContentRow): Asset {
  const { asset, width, height, format, thumbhash, duration_ms: durationMs, poster_ms: posterMs } = row;
  const likeness = thumbhash ? { thumbhash: Uint8Array.from(thumbhash) } : {};
  const video = durationMs === null ? {} : { video: { durationMs, posterMs: posterMs ?? 0 } };
  const favourite = row.favourite === 1 ? { favourite: true as const } : {};
  return { asset, width, height, format, ...likeness, ...video, ...favourite, details: detailsOf(row) };
}

function spotOf({ country, region, city, town }: DetailsRow): Pick<Details, 'spot'> {
  if (country === null) return {};
  return { spot: { country, region: region ?? '', ...(city === null ? {} : { city }), town: town ?? '' } };
}

function detailsOf(row: DetailsRow): Details {
  const { taken, taken_offset: offset, taken_from: from, keywords } = row;
  const { film_offset: filmAt, film_length: filmLength } = row;
  const known = {
    latitude: row.latitude,
    longitude: row.longitude,
    camera: row.camera,
    lens: row.lens,
    rating: row.given_rating ?? row.rating,
    liveId: row.live_id,
  };
  const fields = Object.entries(known).filter(([, value]) => value !== null);
  return {
    ...(taken === null || from === null
      ? {}
      : { taken: { wall: taken, from, ...(offset === null ? {} : { offset }) } }),
    ...(Object.fromEntries(fields) as Omit<Details, 'taken' | 'keywords' | 'film' | 'spot'>),
    ...spotOf(row),
    ...(keywords === null ? {} : { keywords: JSON.parse(keywords) as string[] }),
    ...(filmAt === null || filmLength === null ? {} : { film: { offset: filmAt, length: filmLength } }),
  };
}
