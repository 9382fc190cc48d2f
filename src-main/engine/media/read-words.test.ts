import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeText } from '../../../test/fixtures/encode-text.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg } from '../../../test/fixtures/videos.ts';
import { readWords } from './read-words.ts';

if (!ffmpeg) process.stderr.write(`tests of subtitles inside of videos did not run: ${missingFfmpeg}\n`);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-words-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const put = (name: string, text: string | Uint8Array) => writeFileSync(at(name), text);

/** Programs that find nothing inside a video, and say so. */
function pretend(ffprobe = 'echo "{}"', script = 'exit 1') {
  mkdirSync(at('programs'));
  const write = (name: string, text: string) => {
    put(join('programs', name), `#!/bin/sh\n${text}\n`);
    chmodSync(at(join('programs', name)), 0o755);
    return at(join('programs', name));
  };
  return { ffprobe: write('ffprobe', ffprobe), ffmpeg: write('ffmpeg', script) };
}

/** Cues and troubles, brief, of a video with what lies beside it. */
async function beside(video = 'film.mp4') {
  const { cues, troubles } = await readWords(Buffer.from(at(video)), { ...pretend(), endMs: 60_000 });
  return {
    said: cues.map(({ startMs, text }) => `${startMs} ${text.slice(0, 20)}`),
    troubles: troubles.map(({ reason, detail }) => `${reason} ${detail}`),
  };
}

const cue = (text: string, second = 1) => `1\n00:00:0${second},000 --> 00:00:0${second + 1},000\n${text}\n\n`;

/** As long as it is to be, but only as much of it written as anybody reads. */
function putLong(name: string, start: string, bytes: number): void {
  put(name, start);
  truncateSync(at(name), bytes);
}

describe('subtitles beside a video', () => {
  test.each([
    ['100 MB', cue('boat').repeat(140_000), 100e6],
    ['a line of 50 MB', cue('boat').trimEnd() + ' sail'.repeat(1_000_000), 50e6],
    ['a million times', cue('boat').repeat(1_000_000), 37e6],
  ])('of %s are read as far as is sensible, in no time', async (_what, start, bytes) => {
    putLong('film.srt', start, bytes);
    const before = Date.now();
    const { said, troubles } = await beside();
    expect(said).toEqual([expect.stringMatching(/^1000 boat/)]);
    expect(troubles).toEqual(['subtitles.too-large film.srt']);
    expect(Date.now() - before).toBeLessThan(20_000);
  });

  test('end with the video, and the same words at a time are one', async () => {
    put('film.srt', [cue('boat', 1), cue('boat', 2), cue('boat', 5), cue('boat', 2)].join(''));
    put(
      'film.en.srt',
      `${cue('boat', 1)}1\n00:00:59,000 --> 01:00:00,000\nthe end\n\n1\n00:02:00,000 --> 00:03:00,000\nlater\n`,
    );
    const { cues } = await readWords(Buffer.from(at('film.mp4')), { ...pretend(), endMs: 60_000 });
    expect(cues).toEqual([
      { startMs: 1000, endMs: 3000, text: 'boat' },
      { startMs: 5000, endMs: 6000, text: 'boat' },
      { startMs: 59_000, endMs: 60_000, text: 'the end' },
    ]);
  });

  test('that are none, or cannot be read, are told', async () => {
    put('film.a.srt', cue('boat'));
    put('film.b.srt', Buffer.from(Array.from({ length: 9000 }, (_, n) => (n * 7919) % 256)));
    put('film.c.vtt', 'Dear diary, this says nothing.');
    put('film.d.ass', '');
    mkdirSync(at('film.e.srt'));
    symlinkSync(at('film.f.srt'), at('film.f.srt'));
    symlinkSync('/dev/zero', at('film.g.srt'));
    execFileSync('mkfifo', [at('film.h.srt')]);
    expect(await beside()).toEqual({
      said: ['1000 boat'],
      troubles: [
        'subtitles.none film.b.srt',
        'subtitles.none film.c.vtt',
        'subtitles.unreadable film.e.srt: not a regular file',
        'subtitles.unreadable film.f.srt: ELOOP',
        'subtitles.unreadable film.g.srt: not a regular file',
        'subtitles.unreadable film.h.srt: not a regular file',
      ],
    });
  });

  test('in old encodings are read rightly, each by itself', async () => {
    put('film.ru.srt', encodeText(cue('С днём рождения, Анна'), 'windows-1251'));
    put('film.ja.srt', encodeText(cue('誕生日おめでとう', 2), 'shift_jis'));
    put('film.zh.srt', encodeText(cue('孩子们在水里笑', 3), 'gb18030'));
    put('film.wide.srt', encodeText(cue('Grüße', 4), 'utf-16le'));
    expect(await beside()).toEqual({
      said: ['1000 С днём рождения, Анн', '2000 誕生日おめでとう', '3000 孩子们在水里笑', '4000 Grüße'],
      troubles: [],
    });
  });

  test('are those of this video, a few of them, and may begin with a dash', async () => {
    put('-film.part2.mp4', 'another one');
    put('-film.part2.srt', cue('of the other'));
    for (let n = 0; n < 20; n += 1) put(`-film.${String(n).padStart(2, '0')}.srt`, cue(`number ${n}`));
    const { said, troubles } = await beside('-film.mp4');
    expect(said).toEqual(Array.from({ length: 8 }, (_, n) => `1000 number ${n}`));
    expect(troubles).toEqual(['subtitles.too-many 20 files, 8 read']);
  });

  test('lead to no other file', async () => {
    put('secret.srt', cue('secret'));
    const secret = at('secret.srt');
    put('film.a.vtt', `#EXTM3U\n#EXTINF:1,\nfile://${secret}\n`);
    put('film.b.ass', `[Script Info]\nVideo File: ${secret}\n[Fonts]\nfontname: ${secret}\n[Events]\n`);
    put(
      'film.c.vtt',
      `WEBVTT\n\nREGION\nsrc:file://${secret}\n\n00:01.000 --> 00:02.000\n<img src="file://${secret}">harmless\n`,
    );
    put('film.d.srt', `ffconcat version 1.0\nfile '${secret}'\n`);
    const { said, troubles } = await beside();
    expect(said).toEqual(['1000 harmless']);
    expect(troubles).toHaveLength(3);
  });
});

const tracks = (...codecs: string[]) => {
  const streams = codecs.map((codec, n) => ({ index: n + 1, codec_name: codec }));
  return `echo '${JSON.stringify({ streams })}'`;
};

describe.skipIf(process.platform !== 'linux')('a track inside', () => {
  const read = (programs: ReturnType<typeof pretend>, limitMs?: number) =>
    readWords(Buffer.from(at('film.mp4')), { ...programs, endMs: 60_000, ...(limitMs ? { limitMs } : {}) });

  test('that takes for ever to read is given up, all of them together', async () => {
    const before = Date.now();
    const { cues, troubles } = await read(pretend(tracks('subrip', 'ass', 'webvtt'), 'exec sleep 1000'), 600);
    expect(Date.now() - before).toBeLessThan(30_000);
    expect(cues).toEqual([]);
    expect(troubles).toEqual([1, 2, 3].map((n) => ({ reason: 'subtitles.timeout', detail: `track ${n}` })));
  });

  test('that never ends is read as far as is sensible', async () => {
    const script = `while :; do printf '1\\n00:00:01,000 --> 00:00:02,000\\nboat\\n\\n'; done`;
    expect(await read(pretend(tracks('subrip'), script))).toEqual({
      cues: [{ startMs: 1000, endMs: 2000, text: 'boat' }],
      troubles: [{ reason: 'subtitles.too-large', detail: 'track 1' }],
    });
  });

  test('is one of so many that a few are read; times of chapters that are none are passed over', async () => {
    const streams = Array.from({ length: 500 }, (_, n) => ({ index: n, codec_name: 'subrip' }));
    const chapters = [
      { start_time: '-1', end_time: '1', tags: { title: 'before' } },
      { start_time: 'nan', end_time: '1', tags: { title: 'never' } },
      { start_time: '0', end_time: '1e300', tags: { title: 'for ever' } },
      { start_time: '2', end_time: '3', tags: { title: 'cake' } },
    ];
    put('probed.json', JSON.stringify({ streams, chapters }));
    const script = `echo x >> '${at('asked')}'; printf '1\\n00:00:01,000 --> 00:00:02,000\\nboat\\n'`;
    const { cues, troubles } = await read(pretend(`cat '${at('probed.json')}'`, script));
    expect(cues.map(({ text }) => text)).toEqual(['boat', 'cake']);
    expect(troubles).toEqual([{ reason: 'subtitles.too-many', detail: '500 tracks, 4 read' }]);
  });
});

describe.skipIf(!ffmpeg)('in a file that FFmpeg made', () => {
  const programs = ffmpeg ?? { ffmpeg: '', ffprobe: '' };

  /** A film of five seconds with these files as its tracks. */
  function withTracks(name: string, codec: string, ...files: string[]): Buffer {
    makeVideo(at('plain.mkv'), [{ colour: 'red', seconds: 5 }]);
    const inputs = ['plain.mkv', ...files].flatMap((file) => ['-i', at(file)]);
    const maps = [...files.keys()].flatMap((n) => ['-map', String(n + 1)]);
    runFfmpeg([...inputs, '-map', '0', ...maps, '-c', 'copy', '-c:s', codec, at(name)]);
    for (const file of files) rmSync(at(file));
    return Buffer.from(at(name));
  }
  const read = (path: Buffer) => readWords(path, { ...programs, endMs: 5000 });

  test('words of an old encoding are read rightly', async () => {
    put('words.srt', encodeText(cue('<i>С днём рождения, Анна</i>'), 'windows-1251'));
    expect(await read(withTracks('film.mkv', 'copy', 'words.srt'))).toEqual({
      cues: [{ startMs: 1000, endMs: 2000, text: 'С днём рождения, Анна' }],
      troubles: [],
    });
  });

  test('drawings are no words', async () => {
    const line = (text: string) => `Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,${text}\n`;
    put(
      'words.ass',
      `[Script Info]\nScriptType: v4.00+\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n${line('{\\p1}m 0 0 l 9 9{\\p0}')}${line('a boat')}`,
    );
    expect(await read(withTracks('film.mkv', 'copy', 'words.ass'))).toEqual({
      cues: [{ startMs: 1000, endMs: 2000, text: 'a boat' }],
      troubles: [],
    });
  });

  test('five hundred tracks cost no more than four', async () => {
    put('words.srt', cue('boat'));
    const many = Array.from({ length: 500 }, () => ['-map', '1']).flat();
    makeVideo(at('plain.mp4'), [{ colour: 'red', seconds: 5 }]);
    runFfmpeg([
      '-i',
      at('plain.mp4'),
      '-i',
      at('words.srt'),
      '-map',
      '0',
      ...many,
      '-c:v',
      'copy',
      '-c:s',
      'mov_text',
      at('film.mp4'),
    ]);
    rmSync(at('words.srt'));
    expect(await read(Buffer.from(at('film.mp4')))).toEqual({
      cues: [{ startMs: 1000, endMs: 2000, text: 'boat' }],
      troubles: [{ reason: 'subtitles.too-many', detail: '500 tracks, 4 read' }],
    });
  });
});
