import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SlideShow } from './slide-show.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A show of so many pictures, at its first; `film.plays`: what is shown is a film that is not over. */
function showOf(count: number) {
  const film = { plays: false };
  let at = 1;
  const show = new SlideShow({
    next: () => at < count && (at += 1) <= count,
    waits: () => film.plays,
  });
  return { show, film, at: () => at };
}

test('one picture comes after the other, and with the last one the show is over', () => {
  const { show, at } = showOf(3);
  show.toggle();
  vi.advanceTimersByTime(4000);
  expect([at(), show.runs]).toEqual([2, true]);
  vi.advanceTimersByTime(8000);
  expect([at(), show.runs]).toEqual([3, false]);
});

test('it stops when it is told to, and a picture that was gone to by hand stays as long as any other', () => {
  const { show, at } = showOf(9);
  show.toggle();
  vi.advanceTimersByTime(3000);
  show.turned();
  vi.advanceTimersByTime(3000);
  expect(at()).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(at()).toBe(2);
  show.toggle();
  show.turned();
  vi.advanceTimersByTime(60_000);
  expect([at(), show.runs]).toEqual([2, false]);
});

test('a film that plays is seen to its end', () => {
  const { show, film, at } = showOf(2);
  film.plays = true;
  show.toggle();
  vi.advanceTimersByTime(40_000);
  expect(at()).toBe(1);
  film.plays = false;
  vi.advanceTimersByTime(4000);
  expect(at()).toBe(2);
});
