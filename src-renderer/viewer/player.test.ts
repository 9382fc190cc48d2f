import { beforeEach, expect, test } from 'vitest';
import { Player, type Film } from './player.svelte.ts';

const moments = [
  { time: 40_000, start: 38_000, end: 45_000, score: 0.4 },
  { time: 5000, start: 3000, end: 8000, score: 0.3 },
  { time: 90_000, start: 88_000, end: 95_000, score: 0.2 },
];

/** So much of a film was loaded, in seconds. */
function loaded(seconds: number): TimeRanges {
  return { length: 1, start: () => 0, end: () => seconds };
}

let player: Player;
let film: Film;
beforeEach(() => {
  player = new Player({ id: 1, width: 16, height: 9, duration: 100_000, moments });
  film = { currentTime: 0, paused: true, pause: () => undefined, buffered: loaded(0), play: () => Promise.resolve() };
  player.film = film;
});

/** Where the film was sent, in seconds; a thousandth of one further, so that rounded times meet their picture. */
const sentTo = () => Math.round(10 * (film.currentTime - 0.001)) / 10;

test('it begins at the best moment, and without a search at the beginning', () => {
  player.ready();
  expect(film.currentTime).toBeCloseTo(40.001, 6);
  const other = new Player({ id: 2, width: 16, height: 9, duration: 100_000 });
  other.film = { ...film, currentTime: 0 };
  other.ready();
  expect(other.film.currentTime).toBe(0);
});

test('moments follow each other in the order of the video, round and round', () => {
  const times = [1, 1, 1, 1, -1, -1].map((direction) => {
    player.stepMoment(direction as 1 | -1);
    return sentTo();
  });
  expect(times).toEqual([5, 40, 90, 5, 90, 40]);
});

test('a moment that plays is not the one before', () => {
  player.goTo(40_200);
  player.stepMoment(-1);
  expect(sentTo()).toBe(5);
});

test('no step leads out of the video', () => {
  player.goTo(99_000);
  player.skip(1);
  expect(sentTo()).toBe(100);
  player.goTo(1000);
  player.skip(-1);
  expect(sentTo()).toBe(0);
  player.stepPicture(1);
  expect(film.currentTime).toBeCloseTo(0.04);
});

test('the strength of a moment lies between the weakest and the best', () => {
  expect(player.moments.map((moment) => player.strength(moment))).toEqual([expect.closeTo(0.5), 1, 0]);
});

test('one that cannot be played is streamed from the best moment, and from wherever it is to go', () => {
  expect(player.failed()).toBe(true);
  expect([player.streamFrom, player.time]).toEqual([40_000, 40_000]);
  player.ready();
  film.currentTime = 2;
  player.heard(2);
  expect(player.time).toBe(42_000);
  player.goTo(90_000);
  expect([player.streamFrom, film.currentTime]).toEqual([90_000, 2]);
  player.goTo(5000);
  expect(player.streamFrom).toBe(5000);
  player.film = { ...film, buffered: loaded(10) };
  player.goTo(12_000);
  expect([player.streamFrom, player.film.currentTime]).toEqual([5000, expect.closeTo(7)]);
});

test('a file whose own time does not begin at zero stands at the moment, and tells the time as the index does', () => {
  film.currentTime = 12.5;
  player.ready();
  expect(sentTo()).toBe(52.5);
  player.heard(52.5);
  expect(player.time).toBe(40_000);
  player.goTo(90_000);
  expect(sentTo()).toBe(102.5);
});

test('where a stream has nothing more to give it goes on from earlier, ever further, and tells only then that it cannot be played', () => {
  player.failed();
  player.ready();
  player.goTo(100_000);
  const tried = [1, 2, 3, 4, 5, 6].map(() => [player.failed(), player.streamFrom]);
  expect(tried.slice(0, 4)).toEqual([
    [true, 98_000],
    [true, 94_000],
    [true, 86_000],
    [true, 70_000],
  ]);
  expect(tried.slice(4)).toEqual([
    [true, 38_000],
    [true, 0],
  ]);
  expect(player.failed()).toBe(false);
});

test('one of which no stream comes at all is tried from its beginning, and then given up', () => {
  player.failed();
  expect([player.failed(), player.streamFrom]).toEqual([true, 0]);
  expect(player.failed()).toBe(false);
});

test('one that breaks off in the middle goes on there as a stream', () => {
  player.ready();
  player.heard(63);
  let plays = 0;
  player.film = { ...film, paused: false, play: () => Promise.resolve(void (plays += 1)) };
  expect(player.failed()).toBe(true);
  expect(player.streamFrom).toBe(63_000);
  player.ready();
  expect(plays).toBe(1);
});

test('dragging begins no stream before it is let go, whatever plays meanwhile', () => {
  player.failed();
  player.ready();
  player.pointAt(70_000);
  player.heard(3);
  expect([player.time, player.streamFrom]).toEqual([70_000, 40_000]);
  player.goTo(71_000);
  expect(player.streamFrom).toBe(71_000);
});

test('a stream that is begun anew plays on if it did before', () => {
  let plays = 0;
  player.film = { ...film, paused: false, play: () => Promise.resolve(void (plays += 1)) };
  player.failed();
  player.ready();
  expect(plays).toBe(0);
  player.goTo(90_000);
  // Gone on to the next while that one is loading, and so paused.
  player.film = { ...player.film, paused: true };
  player.goTo(95_000);
  player.ready();
  expect(plays).toBe(1);
});
