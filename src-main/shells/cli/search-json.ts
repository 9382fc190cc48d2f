import type { Output } from '../../contract/index.ts';

type Answer = Output<'search.run'>;
type Hit = Answer['hits'][number];

/** An answer in its documented shape: more keys may come, these stay. `most`: moments of each video. */
export function answerJson({ query, language, without, also, period, took, hits, matching }: Answer, most: number) {
  return {
    query,
    language: language ?? null,
    without,
    ...(also === undefined ? {} : { also }),
    ...(period === undefined ? {} : { period }),
    took_ms: round(took.total, 1),
    ...(matching === undefined ? {} : { matching }),
    hits: hits.map((hit, at) => ({
      rank: at + 1,
      ...pictureJson(hit),
      ...(hit.confidence === undefined ? {} : { confidence: round(hit.confidence, 3) }),
      ...(hit.alike ? { alike: hit.alike.map(pictureJson) } : {}),
      ...(hit.companions ? { companions: hit.companions.map(placeJson) } : {}),
      ...videoJson(hit, most),
      ...(hit.favourite === undefined ? {} : { favourite: hit.favourite }),
      ...detailsJson(hit.details),
    })),
  };
}

function pictureJson({ path, pathBytes, score, asset, width, height }: Omit<Hit, 'offline' | 'places'>) {
  return { ...placeJson({ path, pathBytes }), score: round(score, 6), asset, width, height };
}

function placeJson<P extends { path: string; pathBytes?: string | undefined }>({ path, pathBytes, ...place }: P) {
  return { path, ...(pathBytes === undefined ? {} : { path_base64: pathBytes }), ...place };
}

function detailsJson({ takenFrom, ...details }: Hit['details']) {
  return { ...details, ...(takenFrom === undefined ? {} : { taken_from: takenFrom }) };
}

/** Times in seconds. */
function videoJson({ duration, moments = [] }: Pick<Hit, 'duration' | 'moments'>, most: number) {
  if (duration === undefined) return {};
  const told = moments.slice(0, most).map(({ time, start, end, score, words }) => {
    const said = words === undefined ? {} : { words };
    return { at: time / 1000, start: start / 1000, end: end / 1000, score: round(score, 6), ...said };
  });
  return { duration: duration / 1000, moments: told };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
