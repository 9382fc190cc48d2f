import { describe, expect, test } from 'vitest';
import { FrameChooser, stepMs, type Candidate, type Shot } from './choose-frames.ts';
import type { Look } from './read-looks.ts';

const [width, height] = [32, 18];

/** Grey stripes on a ground: the wider they are apart in brightness, the sharper. */
function look(timeMs: number, ground: readonly [number, number, number], stripes = 20): Look {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const isStripe = Math.floor((at % width) / 2) % 2 === 1;
    data.set(
      ground.map((value) => Math.min(255, value + (isStripe ? stripes : 0))),
      at * 3,
    );
  }
  return { timeMs, data, width, height };
}

const red = [200, 20, 20] as const;
/** Red in light that changes from second to second. */
const redAt = (timeMs: number) => [200, 20, ((timeMs / 1000) * 30) % 120] as const;
const green = [20, 170, 40] as const;
const black = [0, 0, 0] as const;

function choose(looks: readonly Look[], durationMs: number): { times: number[]; opens: number[]; shots: Shot[] } {
  const chooser = new FrameChooser(durationMs);
  const chosen: Candidate[] = looks.flatMap((each) => chooser.add(each) ?? []);
  const { candidates, shots } = chooser.finish(durationMs);
  const all = [...chosen, ...candidates];
  return {
    times: all.map(({ look: { timeMs } }) => timeMs),
    opens: all.filter(({ opens }) => opens).map(({ look: { timeMs } }) => timeMs),
    shots,
  };
}

const seconds = (from: number, to: number) =>
  Array.from({ length: (to - from) * 4 }, (_, at) => (from + at / 4) * 1000);

describe('frames', () => {
  test('each shot begins with one, and each second in which something moves has one', () => {
    const looks = [
      ...seconds(0, 3).map((time) => look(time, redAt(time))),
      ...seconds(3, 5).map((time) => look(time, green)),
    ];
    expect(choose(looks, 5000)).toEqual({
      times: [0, 1000, 2000, 3000],
      opens: [0, 3000],
      shots: [
        { startMs: 0, endMs: 3000 },
        { startMs: 3000, endMs: 5000 },
      ],
    });
  });

  test('where nothing moves there is one in each shot, until something does', () => {
    const still = (from: number, to: number, ground: readonly [number, number, number]) =>
      seconds(from, to).map((time) => look(time, ground));
    const lit = [200, 20, 60] as const;
    const { times } = choose([...still(0, 9, red), ...still(9, 12, lit), ...still(12, 15, green)], 15_000);
    expect(times).toEqual([0, 9000, 12_000]);
  });

  test('the sharpest of each second is taken', () => {
    const looks = seconds(0, 2).map((time) => look(time, redAt(time), time % 1000 === 500 ? 45 : 20));
    expect(choose(looks, 2000).times).toEqual([500, 1500]);
  });

  test('black is passed over, and a flash makes no shot', () => {
    const looks = seconds(0, 4).map((time) => {
      if (time < 1000) return look(time, black, 0);
      return look(time, time === 2250 ? [255, 255, 250] : redAt(time));
    });
    const { times, shots } = choose(looks, 4000);
    expect(times).toEqual([1000, 2000, 3000]);
    expect(shots.map(({ startMs }) => startMs)).toEqual([0, 1000]);
  });

  test('a video that is black all through has one, that in which most is seen', () => {
    const looks = seconds(0, 3).map((time) => look(time, black, time === 1500 ? 5 : 0));
    expect(choose(looks, 3000)).toEqual({ times: [1500], opens: [1500], shots: [{ startMs: 0, endMs: 3000 }] });
  });

  test('their number grows slowly with the length, also where all is cuts', () => {
    const counts = [60, 600, 3600, 10_800].map((length) => (length * 1000) / stepMs(length * 1000));
    expect(counts.map(Math.round)).toEqual([60, 151, 309, 479]);
    const apart = stepMs(3_600_000) / 8;
    const looks = Array.from({ length: 3_600_000 / apart }, (_, at) => look(at * apart, at % 2 === 0 ? red : green));
    expect(choose(looks, 3_600_000).times.length).toBeLessThan(2 * 309 + 2);
  });
});
