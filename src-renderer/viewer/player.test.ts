import { beforeEach, expect, test } from 'vitest';
import { Player, type Film } from './player.svelte.ts';

const moments = [
  { time: 40_000, start: 38_000, end: 45_000, score: 0.4 },
  { time: 5000, start: 3000, end: 8000, score: 0.3 },
  { time: 90_000, start: 88_000, end: 95_000, score: 0.2 },
];

let player: Player;
let film: Film;
beforeEach(() => {
  player = new Player({ id: 1, width: 16, height: 9, duration: 100_000, moments });
  film = { currentTime: 0, paused: true, pause: () => undefined, play: () => Promise.resolve() };
  player.film = film;
});

test('it begins at the best moment, and without a search at the beginning', () => {
  player.ready();
  expect(film.currentTime).toBe(40);
  const other = new Player({ id: 2, width: 16, height: 9, duration: 100_000 });
  other.film = { ...film, currentTime: 0 };
  other.ready();
  expect(other.film.currentTime).toBe(0);
});

test('moments follow each other in the order of the video, round and round', () => {
  const times = [1, 1, 1, 1, -1, -1].map((direction) => {
    player.stepMoment(direction as 1 | -1);
    return film.currentTime;
  });
  expect(times).toEqual([5, 40, 90, 5, 90, 40]);
});

test('a moment that plays is not the one before', () => {
  player.goTo(40_200);
  player.stepMoment(-1);
  expect(film.currentTime).toBe(5);
});

test('no step leads out of the video', () => {
  player.goTo(99_000);
  player.skip(1);
  expect(film.currentTime).toBe(100);
  player.goTo(1000);
  player.skip(-1);
  expect(film.currentTime).toBe(0);
  player.stepPicture(1);
  expect(film.currentTime).toBeCloseTo(0.04);
});

test('the strength of a moment lies between the weakest and the best', () => {
  expect(player.moments.map((moment) => player.strength(moment))).toEqual([expect.closeTo(0.5), 1, 0]);
});
