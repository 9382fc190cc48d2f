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
/** Any moment of a month, and where its pictures begin, in CSS pixels. */
type Title = { time: number; left: number };
/** Of the months whose pictures are in the next row, mostly of one. */
type HeadingRow = { kind: 'heading'; height: number; titles: readonly [Title, ...Title[]] };
/** Between what matches and what is only the nearest of the rest. */
type DividerRow = { kind: 'divider'; height: number };
export type Row = PictureRow | HeadingRow | DividerRow;

/** `headingWidth`: room for the words of one heading. */
export type Measures = { width: number; rowHeight: number; gap: number; headingHeight: number; headingWidth: number };

/** Between months that share a row, in CSS pixels. */
const apart = 28;

/** Wider and narrower pictures than these are shown cropped: one panorama must not flatten its row to a line. */
const ratios = { least: 0.4, most: 3.2 };

/** Rows of equal width and nearly equal height; with `byMonth`, a heading before each month's, else a divider before weak ones. */
export function layRows(pictures: readonly Picture[], measures: Measures, byMonth: boolean): Row[] {
  if (measures.width <= 0 || pictures.length === 0) return [];
  if (!byMonth) return layFound(pictures, measures);
  return sideBySide(months(pictures, measures), measures.width).flatMap((group): Row[] => {
    const [{ from, to, time }, ...others] = group;
    if (others.length > 0) return layBeside(pictures, group, measures);
    return [
      { kind: 'heading', height: measures.headingHeight, titles: [{ time, left: 0 }] },
      ...layGroup(pictures.slice(from, to), from, measures),
    ];
  });
}

/** Months after each other that have room in one row: of few pictures each, they would leave most of their own rows empty. */
function sideBySide(all: readonly Month[], width: number): Months[] {
  const groups: Months[] = [];
  let taken = 0;
  for (const month of all) {
    const group = groups.at(-1);
    if (group && taken + month.width <= width) group.push(month);
    else {
      groups.push([month]);
      taken = 0;
    }
    taken += month.width + apart;
  }
  return groups;
}

function layBeside(pictures: readonly Picture[], [first, ...others]: Months, measures: Measures): Row[] {
  const { rowHeight, gap, headingHeight } = measures;
  const boxes: Box[] = [];
  const titles: [Title, ...Title[]] = [{ time: first.time, left: 0 }];
  let start = 0;
  for (const { from, to, time, width } of [first, ...others]) {
    if (from !== first.from) titles.push({ time, left: start });
    let left = start;
    for (const [at, picture] of pictures.slice(from, to).entries()) {
      const wide = aspectRatio(picture) * rowHeight;
      boxes.push({ at: from + at, left, width: wide });
      left += wide + gap;
    }
    start += width + apart;
  }
  return [
    { kind: 'heading', height: headingHeight, titles },
    { kind: 'pictures', height: rowHeight + gap, boxes },
  ];
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

/** `width`: that it takes in a single row, heading and pictures. */
type Month = { from: number; to: number; time: number; width: number };
type Months = [Month, ...Month[]];

/** Runs of pictures of one month, in the order given. */
function months(pictures: readonly Picture[], { rowHeight, gap, headingWidth }: Measures): Month[] {
  const runs: Month[] = [];
  let last: number | undefined;
  for (const [at, picture] of pictures.entries()) {
    const { time = 0 } = picture;
    const date = new Date(time);
    const month = date.getFullYear() * 12 + date.getMonth();
    const run = runs.at(-1);
    const width = aspectRatio(picture) * rowHeight;
    if (run && month === last) {
      run.to = at + 1;
      run.width += gap + width;
    } else runs.push({ from: at, to: at + 1, time, width });
    last = month;
  }
  return runs.map((run) => ({ ...run, width: Math.max(headingWidth, run.width) }));
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
