/** A point in CSS pixels, from the middle of the stage. */
export type Point = { x: number; y: number };
type Size = { width: number; height: number };

const step = 1.5;
const most = 16;

/**
 * How a picture lies on the stage: 1 is the whole picture fitted in. Zooming keeps the point under the pointer where it is;
 * moving stops at the picture's edges.
 */
export class Zoom {
  #scale = $state(1);
  #shift = $state.raw<Point>({ x: 0, y: 0 });
  stage = $state.raw<Size>({ width: 0, height: 0 });
  /** The picture's own pixels. */
  picture = $state.raw<Size>({ width: 0, height: 0 });

  /** CSS pixels a picture's pixel has when it is fitted in; a small one is not blown up to the whole stage. */
  readonly fit = $derived.by(() => {
    const { width, height } = this.picture;
    if (width === 0 || height === 0) return 1;
    return Math.min(2, this.stage.width / width, this.stage.height / height);
  });

  get scale(): number {
    return this.#scale;
  }

  get shift(): Point {
    return this.#shift;
  }

  reset(): void {
    this.#scale = 1;
    this.#shift = { x: 0, y: 0 };
  }

  in(): void {
    this.to(this.#scale * step);
  }

  out(): void {
    this.to(this.#scale / step);
  }

  /** Between fitted in and one picture's pixel a pixel of the screen. */
  toggle(at: Point, pixelRatio: number): void {
    const actual = 1 / (this.fit * pixelRatio);
    if (this.#scale > 1.01) this.reset();
    else this.to(Math.max(2, actual), at);
  }

  to(scale: number, at: Point = { x: 0, y: 0 }): void {
    const next = Math.min(most, Math.max(1, scale));
    const grown = next / this.#scale;
    const { x, y } = this.#shift;
    this.#scale = next;
    this.#moveTo({ x: at.x - (at.x - x) * grown, y: at.y - (at.y - y) * grown });
  }

  move(by: Point): void {
    this.#moveTo({ x: this.#shift.x + by.x, y: this.#shift.y + by.y });
  }

  #moveTo({ x, y }: Point): void {
    const drawn = this.fit * this.#scale;
    const limit = (picture: number, stage: number) => Math.max(0, (picture * drawn - stage) / 2);
    const [right, down] = [limit(this.picture.width, this.stage.width), limit(this.picture.height, this.stage.height)];
    this.#shift = { x: clamp(x, right), y: clamp(y, down) };
  }
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
