import { expect, test } from 'vitest';
import { subtitlesOf } from './subtitle-names.ts';

const of = (...names: string[]) => Object.fromEntries(subtitlesOf(names));

test('subtitles belong to the video whose name they begin with', () => {
  expect(of('film.mp4', 'film.srt', 'film.de.VTT', 'films.srt', 'other.srt', 'film.txt')).toEqual({
    'film.mp4': ['film.de.VTT', 'film.srt'],
  });
});

test('the longest name counts, and two files of one name share them', () => {
  expect(of('film.mp4', 'film.part2.mp4', 'film.part2.de.srt', 'film.de.srt', 'film.mkv')).toEqual({
    'film.mp4': ['film.de.srt'],
    'film.mkv': ['film.de.srt'],
    'film.part2.mp4': ['film.part2.de.srt'],
  });
});

test('whole paths do as well, and dots of folders are none of names', () => {
  expect(of('/a.b/film.mp4', '/a.b/film.srt', '/a.b/.srt')).toEqual({ '/a.b/film.mp4': ['/a.b/film.srt'] });
});

test('a video named otherwise has its own when it is asked for', () => {
  expect(of('film', 'film.bin', 'film.srt')).toEqual({});
  expect(subtitlesOf(['film.bin', 'film.srt'], 'film.bin').get('film.bin')).toEqual(['film.srt']);
});
