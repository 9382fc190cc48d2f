import justifiedLayout from 'justified-layout';

/** A stretch of a video that answers the search: in milliseconds, `time` being its best moment; `words` that are said. */
export type Moment = { time: number; start: number; end: number; score: number; words?: string | undefined };

/** What the grid shows: one picture, by its asset id, with its true extent. */
export type Picture = {
  id: number;
  width: number;
  height: number;
  time?: number;
  path?: string;
  score?: number;
  /** How likely it is right, from 0 to 1, where that can be told. */
  confidence?: number | undefined;
  thumbhash?: string | undefined;
  /** Of a video, in milliseconds. */
  duration?: number | undefined;
  /** Of a video that was searched for, the best first. */
  moments?: readonly Moment[] | undefined;
  /** The others of its burst, for which it stands. */
  alike?: readonly Picture[] | undefined;
  /** Of a burst: which of its shots it is, of how many, and the id of the best. */
  burst?: Burst | undefined;
  /** It was found, but is not likely to be what was searched for; so are all after it. */
  isWeak?: boolean | undefined;
};

type Burst = { best: number; at: number; of: number; isUnfolded: boolean };

/** Where one picture lies in its row, in CSS pixels from the row's start. `at`: its place among all pictures. */
type Box = { at: number; left: number; width: number };

type PictureRow = { kind: 'pictures'; height: number; boxes: Box[] };
/** `time`: any moment of the month it heads. */
type HeadingRow = { kind: 'heading'; height: number; time: number };
/** Between what matches and what is only the nearest of the rest. */
type DividerRow = { kind: 'divider'; height: number };
export type Row = PictureRow | HeadingRow | DividerRow;

export type Measures = { width: number; rowHeight: number; gap: number; headingHeight: number };

/** Wider and narrower pictures than these are shown cropped: one panorama must not flatten its row to a line. */
const ratios = { least: 0.4, most: 3.2 };

/** Rows of equal width and nearly equal height; with `byMonth`, a heading before each month's, else a divider before weak ones. */
export function layRows(pictures: readonly Picture[], measures: Measures, byMonth: boolean): Row[] {
  if (measures.width <= 0 || pictures.length === 0) return [];
  if (!byMonth) return layFound(pictures, measures);
  return months(pictures).flatMap(({ from, to, time }): Row[] => [
    { kind: 'heading', height: measures.headingHeight, time },
    ...layGroup(pictures.slice(from, to), from, measures),
  ]);
}

/** Where all are weak nothing divides them. */
function layFound(pictures: readonly Picture[], measures: Measures): Row[] {
  const weak = pictures.findIndex(({ isWeak }) => isWeak);
  if (weak <= 0) return layGroup(pictures, 0, measures);
  return [
    ...layGroup(pictures.slice(0, weak), 0, measures),
    { kind: 'divider', height: measures.headingHeight },
    ...layGroup(pictures.slice(weak), weak, measures),
  ];
}

function layGroup(pictures: readonly Picture[], first: number, { width, rowHeight, gap }: Measures): PictureRow[] {
  const layout = justifiedLayout(pictures.map(aspectRatio), {
    containerWidth: width,
    containerPadding: 0,
    boxSpacing: gap,
    targetRowHeight: rowHeight,
  });
  const rows: PictureRow[] = [];
  let top = -1;
  for (const [at, box] of layout.boxes.entries()) {
    if (box.top !== top) rows.push({ kind: 'pictures', height: box.height + gap, boxes: [] });
    top = box.top;
    rows.at(-1)?.boxes.push({ at: first + at, left: box.left, width: box.width });
  }
  return rows.map((row) => within(width, row, gap));
}

/** The layout makes the last row as high as the one before, which in a narrow grid can be wider than the grid. */
function within(width: number, row: PictureRow, gap: number): PictureRow {
  const last = row.boxes.at(-1);
  const scale = last ? width / (last.left + last.width) : 1;
  if (scale >= 1) return row;
  const boxes = row.boxes.map((box) => ({ ...box, left: box.left * scale, width: box.width * scale }));
  return { ...row, height: (row.height - gap) * scale + gap, boxes };
}

function aspectRatio({ width, height }: Picture): number {
  if (width === 0 || height === 0) return 1;
  return Math.min(ratios.most, Math.max(ratios.least, width / height));
}

type Month = { from: number; to: number; time: number };

/** Runs of pictures of one month, in the order given. */
function months(pictures: readonly Picture[]): Month[] {
  const runs: Month[] = [];
  let last: number | undefined;
  for (const [at, { time = 0 }] of pictures.entries()) {
    const date = new Date(time);
    const month = date.getFullYear() * 12 + date.getMonth();
    const run = runs.at(-1);
    if (run && month === last) run.to = at + 1;
    else runs.push({ from: at, to: at + 1, time });
    last = month;
  }
  return runs;
}

/** The picture above or below `at` whose middle is nearest; `at` itself at the edge. */
export function neighbour(rows: readonly Row[], at: number, step: -1 | 1): number {
  const from = rowOf(rows, at);
  const box = boxesOf(rows[from]).find((candidate) => candidate.at === at);
  if (!box) return at;
  for (let row = from + step; row >= 0 && row < rows.length; row += step) {
    const boxes = boxesOf(rows[row]);
    const away = (other: Box) => Math.abs(other.left + other.width / 2 - box.left - box.width / 2);
    if (boxes.length > 0) return boxes.reduce((best, other) => (away(other) < away(best) ? other : best)).at;
  }
  return at;
}

/** The row that holds picture `at`; -1 when none does. */
export function rowOf(rows: readonly Row[], at: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    // A heading stands for the picture after it.
    const boxes = boxesOf(rows[middle]);
    const first = boxes[0]?.at ?? boxesOf(rows[middle + 1])[0]?.at ?? Infinity;
    const last = boxes.at(-1)?.at ?? first - 1;
    if (at < first) high = middle - 1;
    else if (at > last) low = middle + 1;
    else return middle;
  }
  return -1;
}

function boxesOf(row: Row | undefined): readonly Box[] {
  return row?.kind === 'pictures' ? row.boxes : [];
}
