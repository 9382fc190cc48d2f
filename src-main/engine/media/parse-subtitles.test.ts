import { expect, test } from 'vitest';
import { parseSubtitles } from './parse-subtitles.ts';

const expected = [
  { startMs: 1500, endMs: 4000, text: 'Happy birthday, dear Ana!' },
  { startMs: 3_661_000, endMs: 3_662_250, text: '誕生日おめでとう' },
];

test.each([
  [
    'SRT',
    '\uFEFF1\r\n00:00:01,500 --> 00:00:04,000\r\n<i>Happy birthday,</i>\r\ndear Ana!\r\n\r\n2\r\n01:01:01,000 --> 01:01:02,250\r\n誕生日おめでとう\r\n',
  ],
  [
    'WebVTT',
    'WEBVTT\n\nNOTE nothing\n\nfirst\n00:01.500 --> 00:04.000 align:start\n<v Ben>Happy birthday, dear Ana!\n\n01:01:01.000 --> 01:01:02.250\n誕生日おめでとう',
  ],
  [
    'ASS',
    '[Script Info]\nTitle: x\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.50,0:00:04.00,Default,,0,0,0,,{\\b1}Happy birthday,\\Ndear Ana!\nDialogue: 0,1:01:01.00,1:01:02.25,Default,,0,0,0,,誕生日おめでとう\n',
  ],
])('%s gives its words and when they are said', (_name, text) => {
  expect(parseSubtitles(text)).toEqual(expected);
});

test('what is none, or says nothing, has no words', () => {
  for (const text of [
    '',
    'Dear diary',
    '00:00:01,000 --> 00:00:02,000\n\n',
    '00:00:02,000 --> 00:00:01,000\nbackwards',
  ]) {
    expect(parseSubtitles(text)).toEqual([]);
  }
});

test('a hostile one is read in no time and kept short', () => {
  const long = `00:00:01,000 --> 00:00:02,000\n${'<'.repeat(200_000)}${'{\\'.repeat(100_000)}`;
  expect(parseSubtitles(long)[0]?.text.length).toBeLessThanOrEqual(500);
  const many = '00:00:01,000 --> 00:00:02,000\nx\n\n'.repeat(30_000);
  expect(parseSubtitles(many)).toHaveLength(20_000);
});
