import { expect, test } from 'vitest';
import { parseSubtitles } from './parse-subtitles.ts';

const cuesOf = (text: string) => parseSubtitles(text).cues;
const wordsOf = (text: string) => cuesOf(text).map((cue) => cue.text);

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
  expect(cuesOf(text)).toEqual(expected);
});

test('what is none, or says nothing, has no words', () => {
  for (const text of [
    '',
    'Dear diary',
    '00:00:01,000 --> 00:00:02,000\n\n',
    '00:00:02,000 --> 00:00:01,000\nbackwards',
  ]) {
    expect(cuesOf(text)).toEqual([]);
  }
});

test('a hostile one is read in no time and kept short', () => {
  const long = `00:00:01,000 --> 00:00:02,000\n${'<'.repeat(200_000)}${'{\\'.repeat(100_000)}${'<script'.repeat(100_000)}`;
  expect(wordsOf(long)[0]?.length).toBeLessThanOrEqual(500);
  for (const piece of [' ', '1', '1:', '--> ', 'Dialogue: ,', '{', '&'])
    expect(wordsOf(`[Events]\nDialogue: 0,${piece.repeat(300_000)}\n${piece.repeat(300_000)}`)).toEqual([]);
  const many = '00:00:01,000 --> 00:00:02,000\nx\n\n'.repeat(30_000);
  expect(parseSubtitles(many)).toMatchObject({ more: true });
  expect(cuesOf(many)).toHaveLength(20_000);
  expect(parseSubtitles('00:00:01,000 --> 00:00:02,000\nx\n\n')).toMatchObject({ more: false });
});

test('times that are none, or of no film, are passed over, and those beside them are not', () => {
  const times = [
    '-00:00:01,000 --> 00:00:02,000',
    'NaN:NaN:NaN,NaN --> 00:00:02,000',
    '00:00:05,000 --> 00:00:05,000',
    `${'9'.repeat(400)}:00:00,000 --> ${'9'.repeat(401)}:00:00,000`,
    '00:00:03,000 --> ',
  ];
  const text = times.map((line, at) => `${at}\n${line}\nwrong ${at}\n\n`).join('');
  expect(wordsOf(`${text}9\n00:00:06,000 --> 00:00:07,000\nright\n`)).toEqual(['right']);
  const [endless] = cuesOf(`00:00:01,000 --> ${'9'.repeat(400)}:00:00,000\nfor ever\n`);
  expect(endless).toMatchObject({ startMs: 1000, endMs: 3_600_000_000 });
});

test('of ASS neither drawings nor notes nor how it looks are words', () => {
  const line = (text: string) => `Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,${text}`;
  const lines = [
    line('{\\p1}m 0 0 l 100 0 100 100{\\p0}a {\\pos(1,2)\\fnArial}boat{note of the translator}'),
    line('{\\an7\\p4}m 0 0 l 1 1'),
    line('<b>three</b>{\\k20}{\\t(0,1,\\fscx200)} geese {unclosed'),
    'Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,not shown',
  ];
  expect(wordsOf(`[Events]\n${lines.join('\n')}`)).toEqual(['a boat', 'three geese {unclosed']);
});

test('of WebVTT neither styles nor notes nor what a page would run are words', () => {
  const text = [
    'WEBVTT\n',
    'STYLE\n::cue { background: url("http://127.0.0.1/a.png") }\n',
    'NOTE 00:00:00.000 is no time here\n',
    '00:01.000 --> 00:02.000 line:0\n<c.loud onclick="x()">Tom &amp; Jerry&lt;3</c> <00:00:01.500>&nbsp;run&#x2f;',
    '<script src="file:///etc/passwd">alert(1)</script><style>a {}</style>home\n',
  ];
  expect(wordsOf(text.join('\n'))).toEqual(['Tom & Jerry<3 run&#x2f; home']);
});

test('what a drone writes of each picture is nothing that is said', () => {
  const picture =
    '1\n00:00:00,000 --> 00:00:00,033\n<font size="28">FrameCnt: 1, DiffTime: 33ms\n[iso: 100] [shutter: 1/50]</font>\n\n';
  expect(parseSubtitles(picture)).toEqual({ cues: [], timed: true, more: false });
  expect(wordsOf(`${picture}2\n00:00:01,000 --> 00:00:02,000\nLook, a boat!`)).toEqual(['Look, a boat!']);
});
