import { PolylensError, type Input, type Output } from '../contract/index.ts';
import { companionFields, pathFields, pictureFields } from './assets.ts';
import { filterOf } from './filter-of.ts';
import { canJudge, judgeHits, matchesFirst } from './judge-hits.ts';
import type { Said } from './library/cues.ts';
import type { Library } from './library/library.ts';
import type { Place } from './library/vectors.ts';
import { countWords } from './search/count-words.ts';
import { calendarHere } from './search/calendar.ts';
import { detectLanguage, languageIn } from './search/language.ts';
import { Search } from './search/search.ts';
import { hitsOfVideos, nearestHits, type Find, type Among, type PlacedHit, type Wanted } from './nearest-assets.ts';
import { mostSeen, withSaid } from './said-videos.ts';
import type { Folded } from './search/fold-alike.ts';
import type { Calibration, Embedding } from './values.ts';

type Hits = Output<'search.run'>['hits'];

export type SearchParts = {
  library: Library;
  stageKey: string;
  /** The nearest of all that is searched. */
  nearest(wanted: Wanted): Find;
  /** Where words are said in videos, the best first; without it hits are what looks like the query. */
  said?: (words: string) => Said[];
  /** So many vectors are searched. */
  size: number;
  /** What tells how likely hits are right, where the pack has it. */
  calibration?: Calibration | undefined;
  languages: readonly string[];
  /** Those that a person may name, where they are more than can be guessed. */
  named?: readonly string[];
  /** `language`: which the text is in. */
  embedText(text: string, language: string): Promise<Embedding>;
  /** The vector of a picture in a file, whether the library knows it or not. */
  embedFile(path: string): Promise<Embedding>;
  /** The vector of a picture that came by itself. */
  embedPicture(bytes: Buffer): Promise<Embedding>;
};

/** One query's whole way, timed; what the parts needed to start is not in it. */
export async function searchPictures(
  parts: SearchParts,
  input: Input<'search.run'>,
  signal: AbortSignal,
): Promise<Omit<Output<'search.run'>, 'waiting'>> {
  const { library } = parts;
  const started = performance.now();
  const took = { total: 0, encode: 0, nearest: 0 };
  const like = input.like && (await likeness(parts, input.like));
  const found = new Map<number, Folded<PlacedHit>>();
  let asked: Wanted | undefined;
  // A picture to be like says nothing.
  const spoken = lookedUp(like ? undefined : parts.said);
  const search = new Search({
    ...readingOf(parts, input.speaks),
    embedText: (...words) => spoken.meanwhile(words[0], encoded(words, parts, took)),
    nearest(embedding, count, days) {
      const from = performance.now();
      const filter = filterOf(input.filters ?? {}, library, days);
      asked = { filter, embedding, except: like?.asset };
      const most = spoken.found ? Math.max(count, mostSeen) : count;
      const folded = nearestHits(parts.nearest(asked), { library, count: most, fold: input.fold ?? false });
      took.nearest = performance.now() - from;
      for (const one of folded) found.set(one.hit.label, one);
      return folded.map(({ hit }) => hit);
    },
  });
  const { hits, wanted, ...answer } = await search.run({ ...input, like: like?.embedding }, signal);
  const telling = tellingOf(library);
  const placed = hits.flatMap(({ label }) => found.get(label) ?? []).map(telling.asHit);
  // Who says what a query keeps out is not what it is about.
  const said = answer.without.length > 0 ? [] : spoken.of(wanted);
  const calibration = canJudge(input, answer) ? parts.calibration : undefined;
  const { asHit } = telling;
  const all = judged(placed, said, { asked, limit: input.limit, words: countWords(wanted), parts, calibration, asHit });
  const told = { ...all, hits: telling.withCompanions(all.hits) };
  took.total = performance.now() - started;
  return { ...answer, took, ...told };
}

/** How queries are read with a pack; `speaks`: as in the request. */
export function readingOf({ languages, named }: Pick<SearchParts, 'languages' | 'named'>, speaks: string | undefined) {
  return {
    languages,
    named,
    // Packs that need not be told are better served by what the words themselves say: they tell what is to be without.
    detectLanguage: (words: string, allowed: readonly string[]) =>
      detectLanguage(words, allowed, named && languageIn(speaks ?? '')),
    calendar: calendarHere,
  };
}

type Judging = {
  asked: Wanted | undefined;
  limit: number;
  words: number;
  parts: SearchParts;
  calibration: Calibration | undefined;
  asHit: (folded: Folded<PlacedHit>) => Hits[number];
};

/** Hits and videos in which the words are said; where the pack can tell, those that match before the others. */
function judged(placed: Hits, said: readonly Said[], { asked, limit, words, parts, calibration, asHit }: Judging) {
  if (!asked) return { hits: placed };
  const { library, stageKey, size } = parts;
  const among = { ...asked, library, stageKey, asHit };
  if (!calibration) return { hits: amongSaid(placed, said, among).slice(0, limit) };
  const { embedding } = asked;
  const judgedHits = amongSaid(judgeHits(placed, { embedding, words, size }, calibration), said, among);
  // Cut only now: what is said further down comes before what does not match.
  const { hits, matching } = matchesFirst(judgedHits, calibration);
  return { hits: hits.slice(0, limit), matching: Math.min(matching, limit) };
}

/** Where the first words that are encoded are said, for they are what is wanted: looked up while another thread encodes them. */
function lookedUp(said: SearchParts['said']) {
  let first: { words: string; cues: Said[] } | undefined;
  return {
    meanwhile(words: string, embedding: Promise<Embedding>): Promise<Embedding> {
      first ??= { words, cues: said?.(words) ?? [] };
      return embedding;
    },
    get found(): boolean {
      return first !== undefined && first.cues.length > 0;
    },
    of: (words: string): Said[] => (first?.words === words ? first.cues : []),
  };
}

/** Counts what encoding takes, from the handing over on: where processors are few, its thread takes over at once. */
async function encoded(
  words: Parameters<SearchParts['embedText']>,
  parts: SearchParts,
  took: { encode: number },
): Promise<Embedding> {
  const from = performance.now();
  const embedding = await parts.embedText(...words);
  took.encode += performance.now() - from;
  return embedding;
}

/** Videos in which the words are said, among hits that look like them. */
function amongSaid(hits: Hits, said: readonly Said[], nearest: Among & Pick<Judging, 'asHit'>): Hits {
  const hitsOf = (assets: readonly number[]) => {
    const videos = [...hitsOfVideos(assets, nearest)];
    return new Map(videos.map(([asset, hit]) => [asset, nearest.asHit({ hit, alike: [] })]));
  };
  return withSaid(hits, { said, hitsOf });
}

/** Hits of what is found, and in the end what belongs to those that are told, asked for all at once. */
function tellingOf({ companions }: Library) {
  const places = new Map<number, Place>();
  return {
    asHit: (folded: Folded<PlacedHit>): Hits[number] => {
      const { place } = folded.hit;
      places.set(place.asset, place);
      return hitFields(folded);
    },
    withCompanions: (hits: Hits): Hits => {
      const beside = companions.of(hits.map(({ asset }) => asset));
      return hits.map((hit) => {
        const place = places.get(hit.asset);
        return place ? { ...hit, ...companionFields(beside.get(hit.asset) ?? [], place, place.path) } : hit;
      });
    },
  };
}

function hitFields({ hit, alike }: Folded<PlacedHit>) {
  const { similarity, place, stretches } = hit;
  const { offline, places, path, ...asset } = place;
  const moments = stretches?.map(({ timeMs, startMs, endMs, score }) => {
    return { time: timeMs, start: startMs, end: endMs, score };
  });
  return {
    ...pictureFields(asset),
    ...pathFields(path),
    offline,
    places,
    score: similarity,
    ...(alike.length > 0 ? { alike: alike.map(alikeFields) } : {}),
    ...(moments ? { moments } : {}),
  };
}

function alikeFields({ similarity, place }: PlacedHit) {
  return { ...pictureFields(place), ...pathFields(place.path), score: similarity };
}

/** The vector that hits should resemble, and the asset it is of, if any. */
async function likeness(
  parts: SearchParts,
  like: NonNullable<Input<'search.run'>['like']>,
): Promise<{ embedding: Embedding; asset?: number }> {
  if ('path' in like) return { embedding: await parts.embedFile(like.path) };
  if ('picture' in like) return { embedding: await parts.embedPicture(Buffer.from(like.picture, 'base64')) };
  const { library, stageKey } = parts;
  const embedding = library.vectors.embeddingOfAsset(like.asset, stageKey);
  if (!embedding) throw new PolylensError('asset.unknown', like);
  return { embedding, asset: like.asset };
}
