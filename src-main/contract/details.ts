import * as v from 'valibot';

/**
 * What says when a picture was taken. `video`: the container of a video; `name`, `modified`: the file's, where nothing
 * better is known.
 */
const takenFrom = ['exif', 'xmp', 'video', 'sidecar', 'name', 'modified'] as const;
export type TakenFrom = (typeof takenFrom)[number];

/** 1 to 5; 0 none; -1 rejected, as some files say. */
export const Stars = v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(5));

/**
 * Where pictures were taken: a country (ISO 3166-1, two letters), a region of it, a city there (of 15,000 people or more; it
 * may reach to where boroughs, quarters and suburbs are towns of their own), a town. Towns are those of GeoNames, by its names;
 * some countries have no regions.
 */
export const Place = v.object({
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
  region: v.optional(v.pipe(v.string(), v.minLength(1))),
  city: v.optional(v.pipe(v.string(), v.minLength(1))),
  town: v.optional(v.pipe(v.string(), v.minLength(1))),
});

export type Place = v.InferOutput<typeof Place>;

/** What a picture says of itself, or what lies beside it; what is not known is absent. */
export const Details = v.object({
  /** What the clock on the wall showed there: `2019-08-03T14:05:09`, with `+02:00` where the zone is known. */
  taken: v.optional(v.string()),
  takenFrom: v.optional(v.picklist(takenFrom)),
  /** Degrees north and east. */
  latitude: v.optional(v.number()),
  longitude: v.optional(v.number()),
  /** The town nearest to that, at most a hundred kilometres away. */
  place: v.optional(Place),
  camera: v.optional(v.string()),
  lens: v.optional(v.string()),
  /** A person's own, where there is one, else what the file says. */
  rating: v.optional(Stars),
  keywords: v.optional(v.array(v.string())),
});

/** A year, month or day: `2019`, `2019-08`, `2019-08-03`. */
const Period = v.pipe(v.string(), v.regex(/^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/));

/** Of a collection: one line as a person writes it. */
export const CollectionName = v.pipe(
  v.string(),
  v.trim(),
  v.normalize('NFC'),
  v.minLength(1),
  v.maxLength(100),
  v.regex(/^\P{Cc}+$/u),
);

/** Words that were read as a time, and the days that they mean. */
export const DatedWords = v.object({ words: v.string(), from: Period, to: Period });

const Length = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Pictures that a search is kept to: all that is given must hold. */
export const Filters = v.object({
  /** Taken in this period or later, by the clock on the wall there. */
  from: v.optional(Period),
  /** Taken in this period or earlier. */
  to: v.optional(Period),
  /** A part of the camera's name, in letters of any case. */
  camera: v.optional(v.pipe(v.string(), v.minLength(1))),
  /**
   * Taken there: nearest to such a town, or one of such a city. By name: a town, city, region or country, or `Paris, Texas`, that
   * pictures were taken in, or a code: a country's, else a state's. Cities and regions are known in many languages.
   */
  place: v.optional(
    v.union([Place, v.object({ name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)) })]),
  ),
  /** At least so many stars. */
  rating: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5))),
  kind: v.optional(v.picklist(['photo', 'video'])),
  /** Videos of at least or at most such a length (milliseconds), both included; no photos then. */
  length: v.optional(v.object({ least: v.optional(Length), most: v.optional(Length) })),
  /** With a file in this folder or below it (absolute path). */
  folder: v.optional(v.pipe(v.string(), v.minLength(1))),
  favourites: v.optional(v.literal(true)),
  /** In the collection of this name. */
  collection: v.optional(CollectionName),
});

export type Filters = v.InferOutput<typeof Filters>;
