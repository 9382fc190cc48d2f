import type { Box } from '../values.ts';

/** Parts of a picture that overlap: so many along each side, each of such a share of it. */
const along = 4;
const share = 0.4;
const step = (1 - share) / (along - 1);

/** A part begins where a cell does, and covers two of them along each side. */
export const cells = Math.round(1 / step);
const covered = Math.round(share / step);

/** The parts that are looked at, row by row. */
export const windows: readonly Box[] = Array.from({ length: along * along }, (_, at) => {
  return { left: (at % along) * step, top: Math.floor(at / along) * step, width: share, height: share };
});

/** Cosines that differ by less than this say nothing of where. */
const noticeable = 0.1;

/**
 * How much each cell of a picture has to do with a query, row by row, from 0 (least) to 1 (most): the mean of what the
 * windows over it reach. Nowhere near 1 where they are nearly alike.
 */
export function heatOf(similarities: readonly number[]): number[] {
  const means = Array.from({ length: cells * cells }, (_, cell) => {
    const over = similarities.filter((_similarity, at) => covers(at, cell));
    return over.reduce((sum, similarity) => sum + similarity, 0) / over.length;
  });
  const least = Math.min(...means);
  const range = Math.max(...means) - least;
  return means.map((mean) => (mean - least) / Math.max(range, noticeable));
}

function covers(window: number, cell: number): boolean {
  const across = (cell % cells) - (window % along);
  const down = Math.floor(cell / cells) - Math.floor(window / along);
  return across >= 0 && across < covered && down >= 0 && down < covered;
}
