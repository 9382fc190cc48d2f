import type { Input, Output } from '../contract/index.ts';
import { confidences, type Asked } from './search/confidence.ts';
import type { Calibration } from './values.ts';

type Answer = Output<'search.run'>;
type Hits = Answer['hits'];
type Hit = Hits[number];

/**
 * Can something be said of what is found? A pack is calibrated for words over all that is searched: filters change what is
 * compared, and a picture or what is not wanted change what it is compared with.
 */
export function canJudge({ like, filters = {} }: Input<'search.run'>, { without, period }: Partial<Answer>): boolean {
  const isKept = period !== undefined || Object.values(filters).some((value) => value !== undefined);
  return like === undefined && !without?.length && !isKept;
}

/** Says of hits, the best first, how likely each is right. */
export function judgeHits(hits: Hits, asked: Asked, calibration: Calibration): Hits {
  const judged = confidences(hits.map(nearestOf), asked, calibration);
  return hits.map((hit, at) => ({ ...hit, confidence: judged[at] }));
}

/** A video is right where one moment of it is. */
function nearestOf({ score, moments = [] }: Hit): number {
  return moments.reduce((best, moment) => Math.max(best, moment.score), score);
}

/** Those that match first, in their order: what is said in a video matches, however it looks. */
export function matchesFirst(hits: Hits, { threshold }: Calibration): { hits: Hits; matching: number } {
  const isMatch = ({ confidence = 0, moments }: Hit) =>
    confidence >= threshold || moments?.some(({ words }) => words !== undefined) === true;
  const matches = hits.filter(isMatch);
  return { hits: [...matches, ...hits.filter((hit) => !isMatch(hit))], matching: matches.length };
}
