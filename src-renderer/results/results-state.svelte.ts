import { shotsOf, unfold } from './bursts.ts';
import { courseOf } from './course.ts';
import { layRows, neighbour, rowOf, type Picture, type Row } from './rows.ts';

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down';

type Showing = { byMonth: boolean; keepPlace: boolean; from?: number | undefined };

/** Rows that a page key moves by. */
const pageRows = 4;
const gap = 6;
/** For letters of the usual size. */
const headingHeight = 52;
const headingWidth = 170;

/** The pictures shown, how they lie, which one is at hand and which are selected. */
export class ResultsState {
  /** Of the grid's content, in CSS pixels; the grid measures it. */
  width = $state(0);
  /** How large letters are, as a share of the usual; the grid measures it. */
  letters = $state(1);
  #pictures = $state.raw<readonly Picture[]>([]);
  /** The same with each burst as its best, and the shots of those that are unfolded. */
  #listed: readonly Picture[] = [];
  #unfolded: ReadonlySet<number> = new Set();
  #byMonth = $state(false);
  #generation = $state(0);
  /** The picture that the list was read from first. */
  #first = 0;
  /** The picture at hand: that of the keyboard's next key. */
  #active = $state(0);
  /** The first row in sight; the grid tells it. */
  inSight = $state(0);
  /** Is the hand where a row was gone to? */
  #arrived = $state(false);
  #selected = $state.raw<ReadonlySet<number>>(new Set());
  /** Where a range selection began. */
  #anchor = 0;

  readonly rowHeight = $derived(this.width < 700 ? 150 : this.width < 1600 ? 200 : 240);
  readonly #measures = $derived({
    width: this.width,
    rowHeight: this.rowHeight,
    gap,
    headingHeight: headingHeight * this.letters,
    headingWidth: headingWidth * this.letters,
  });
  readonly rows: Row[] = $derived(layRows(this.#pictures, this.#measures, this.#byMonth));

  /** Where the months lie; only of what is shown by month. */
  readonly course = $derived(courseOf(this.#byMonth ? this.rows : []));

  /** The row where one is: the one that was gone to, until the hand or the person moves on, for it may lie below the first in sight. */
  readonly here = $derived(this.#arrived ? this.#rowAtHand : this.inSight);

  /** How many of them are what. */
  readonly kinds = $derived.by(() => {
    const videos = this.#pictures.filter(({ duration }) => duration !== undefined).length;
    return { photos: this.#pictures.length - videos, videos };
  });

  get pictures(): readonly Picture[] {
    return this.#pictures;
  }

  /** The row from which this list is read, with its heading. */
  get firstRow(): number {
    return this.#first === 0 ? 0 : this.#withHeading(rowOf(this.rows, this.#first));
  }

  /** The first picture in sight, by its id. */
  get firstInSight(): number | undefined {
    const boxes = [this.rows[this.inSight], this.rows[this.inSight + 1]].flatMap((row) =>
      row?.kind === 'pictures' ? row.boxes : [],
    );
    return this.#pictures[boxes[0]?.at ?? -1]?.id;
  }

  /** Counts the lists that were shown; one that only grew counts as the same. */
  get generation(): number {
    return this.#generation;
  }

  get active(): number {
    return this.#active;
  }

  /** Ids. */
  get selected(): ReadonlySet<number> {
    return this.#selected;
  }

  /** What a deed is about: those selected, else the one at hand. */
  get chosen(): number[] {
    if (this.#selected.size > 0) return [...this.#selected];
    const atHand = this.#pictures[this.#active];
    return atHand ? [atHand.id] : [];
  }

  /**
   * Shows other pictures. What was selected stays so, where it is still there; `keepPlace` when the list only grew; `from`: the
   * picture (by its id) that another list is read from, if it has it.
   */
  show(pictures: readonly Picture[], { byMonth, keepPlace, from }: Showing): void {
    const at = this.#pictures[this.#active]?.id;
    this.#listed = pictures;
    if (!keepPlace) this.#unfolded = new Set();
    this.#pictures = unfold(pictures, this.#unfolded);
    this.#byMonth = byMonth;
    if (!keepPlace) {
      this.#generation += 1;
      this.#arrived = false;
      this.inSight = 0;
      this.#first = Math.max(
        0,
        this.#pictures.findIndex(({ id }) => id === from),
      );
    }
    this.#active = keepPlace ? this.#placeOf(at) : this.#first;
    this.#anchor = this.#active;
    this.#keepSelectedShown();
  }

  #keepSelectedShown(): void {
    if (this.#selected.size === 0) return;
    const ids = new Set(this.#pictures.map(({ id }) => id));
    this.#selected = new Set([...this.#selected].filter((id) => ids.has(id)));
  }

  /** Shows every shot of the burst that this picture is of, or its best alone again; takes the best in hand. */
  toggleBurst(at: number): void {
    const burst = this.#pictures[at]?.burst;
    const best = this.#listed.find(({ id }) => id === burst?.best);
    if (!burst || !best) return;
    const shots = new Set(shotsOf(best).map(({ id }) => id));
    const others = [...this.#unfolded].filter((id) => !shots.has(id));
    this.#unfolded = new Set(burst.isUnfolded ? others : [...others, ...shots]);
    this.#pictures = unfold(this.#listed, this.#unfolded);
    this.goTo(this.#placeOf(best.id));
    this.#keepSelectedShown();
  }

  /** Of the picture that was at hand; where that is gone, of what has come into its place. */
  #placeOf(id: number | undefined): number {
    const found = id === undefined ? -1 : this.#pictures.findIndex((picture) => picture.id === id);
    return found >= 0 ? found : Math.max(0, Math.min(this.#active, this.#pictures.length - 1));
  }

  /** Moves the hand; with `extend`, all from where it began become selected. */
  move(move: Move, { extend }: { extend: boolean }): void {
    this.#arrived = false;
    this.#active = this.#target(move);
    if (extend) this.#selectRange();
    else this.#anchor = this.#active;
  }

  /** Takes the first picture of this row in hand, or of the one below a heading. */
  goToRow(row: number): void {
    const [first] = [this.rows[row], this.rows[row + 1]].flatMap((each) =>
      each?.kind === 'pictures' ? each.boxes : [],
    );
    if (!first) return;
    this.goTo(first.at);
    this.#arrived = true;
  }

  /** With its heading, where that is the row above. */
  get #rowAtHand(): number {
    return this.#withHeading(rowOf(this.rows, this.#active));
  }

  #withHeading(row: number): number {
    return this.rows[row - 1]?.kind === 'heading' ? row - 1 : row;
  }

  /** The person scrolls. */
  scrollOn(): void {
    this.#arrived = false;
  }

  goTo(at: number): void {
    this.#arrived = false;
    this.#active = Math.max(0, Math.min(this.#pictures.length - 1, at));
    this.#anchor = this.#active;
  }

  /** Selects one picture more or less, or with `range` all from the last one to it. */
  toggle(at: number, { range }: { range: boolean }): void {
    this.#active = at;
    if (range) return this.#selectRange();
    this.#anchor = at;
    const id = this.#pictures[at]?.id;
    if (id === undefined) return;
    const selected = new Set(this.#selected);
    if (!selected.delete(id)) selected.add(id);
    this.#selected = selected;
  }

  selectAll(): void {
    this.#selected = new Set(this.#pictures.map(({ id }) => id));
  }

  clearSelection(): void {
    this.#selected = new Set();
  }

  #selectRange(): void {
    const [from, to] = [Math.min(this.#anchor, this.#active), Math.max(this.#anchor, this.#active)];
    this.#selected = new Set(this.#pictures.slice(from, to + 1).map(({ id }) => id));
  }

  #target(move: Move): number {
    const at = this.#active;
    const last = Math.max(0, this.#pictures.length - 1);
    switch (move) {
      case 'left':
        return Math.max(0, at - 1);
      case 'right':
        return Math.min(last, at + 1);
      case 'first':
        return 0;
      case 'last':
        return last;
      case 'up':
      case 'down':
        return neighbour(this.rows, at, move === 'up' ? -1 : 1);
      case 'page-up':
      case 'page-down':
        return Array.from({ length: pageRows }).reduce<number>(
          (from) => neighbour(this.rows, from, move === 'page-up' ? -1 : 1),
          at,
        );
    }
  }
}
