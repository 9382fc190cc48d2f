import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { polylens } from '../e2e/program.ts';
import { engineForEach } from '../e2e/world-with-engine.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg } from '../fixtures/videos.ts';

if (!ffmpeg) process.stderr.write(`tests of hostile subtitles did not run: ${missingFfmpeg}\n`);

const here = engineForEach();
const { inPhotos, nameOf } = here;

const cue = (text: string) => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n\n`;

async function firstFor(text: string) {
  const { hits } = await here.engine.call('search.run', { text, limit: 5, filters: { kind: 'video' } });
  return { name: hits[0] && nameOf(hits[0].path), moment: hits[0]?.moments?.[0] };
}

describe.skipIf(!ffmpeg)('subtitles that somebody made to do harm', () => {
  test('are told in a line each, and each video is found', async () => {
    // Each of another length: equal files would be one asset with the words of all.
    for (const [at, name] of ['a', 'b', 'c', 'd', '-e'].entries()) {
      makeVideo(inPhotos(`${name}.mp4`), [{ colour: 'red', seconds: 3 + at }]);
    }
    writeFileSync(inPhotos('a.srt'), cue('boat').repeat(150_000));
    truncateSync(inPhotos('a.srt'), 100e6);
    writeFileSync(inPhotos('b.srt'), Buffer.alloc(100_000, '\x00\x01\x02'));
    symlinkSync(inPhotos('c.srt'), inPhotos('c.srt'));
    execFileSync('mkfifo', [inPhotos('d.srt'), inPhotos('d.mp4.xmp')]);
    writeFileSync(inPhotos('-e.srt'), cue(`tea\x1b]0;owned\x07\u202e`));
    await here.engine.close();
    const { code, out, talk } = await polylens(here.world, ['index', here.world.photos, '--json']);
    expect(code).toBe(0);
    const { problems, ...counts } = JSON.parse(out) as { problems: { path: string; reason: string }[] };
    expect(counts).toMatchObject({ found: 5, searchable: 5, set_aside: 0 });
    expect(problems.map(({ path, reason }) => `${nameOf(path)} ${reason}`).toSorted()).toEqual([
      'a.mp4 subtitles.too-large',
      'b.mp4 subtitles.none',
      'c.mp4 subtitles.unreadable',
      'd.mp4 subtitles.unreadable',
    ]);
    for (const name of ['a', 'b', 'c', 'd']) expect(talk.match(new RegExp(`/${name}\\.mp4: `, 'g'))).toHaveLength(1);
    const found = await polylens(here.world, ['search', 'tea', '--kind', 'video']);
    expect(found.out).toMatch(/^.*-e\.mp4@00:00:01\n +“tea/m);
    for (const sign of ['\x07', '\x1b', '\u202e']) expect(found.out).not.toContain(sign);
  });

  test('with times of no film do not spoil the search', async () => {
    makeVideo(inPhotos('film.mp4'), [{ colour: 'red', seconds: 3 }]);
    const far = (hours: string) => `1\n00:00:01,000 --> ${hours}:00:00,000\nboat ${hours.length}\n\n`;
    writeFileSync(inPhotos('film.srt'), [far('9'), far('9'.repeat(19)), far('9'.repeat(400))].join(''));
    expect((await here.index()).counts).toMatchObject({ searchable: 1 });
    expect(await firstFor('boat')).toMatchObject({ name: 'film.mp4', moment: { time: 1000, end: 3000 } });
  });

  test('reach neither another file nor another machine', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(cue('secret'));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const secret = join(here.world.root, 'secret.srt');
    writeFileSync(secret, cue('secret'));
    makeVideo(inPhotos('film.mp4'), [{ colour: 'red', seconds: 3 }]);
    for (const [n, target] of [`file:${secret}`, `${address}/a`, secret].entries()) {
      writeFileSync(
        inPhotos(`film.${n}.vtt`),
        `#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,URI="${target}"\n#EXTINF:1,\n${target}\n`,
      );
      writeFileSync(inPhotos(`film.${n}.ass`), `[Script Info]\nAudio File: ${target}\nVideo File: ${target}\n`);
      writeFileSync(inPhotos(`film.${n}.srt`), cue(`harmless <img src="${target}"><link href="${target}">`));
      writeFileSync(
        inPhotos(`list${n}.mp4`),
        `#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,URI="${target}"\n#EXTINF:1,\n${target}\n`,
      );
    }
    writeFileSync(
      join(here.world.root, 'inside.vtt'),
      `WEBVTT\n\nSTYLE\n::cue { background: url(${address}/b) }\n\n00:01.000 --> 00:02.000\ninside <img src="${address}/c">\n`,
    );
    const inputs = [inPhotos('film.mp4'), join(here.world.root, 'inside.vtt')].flatMap((file) => ['-i', file]);
    runFfmpeg([...inputs, '-c', 'copy', inPhotos('inside.mkv')]);
    try {
      expect((await here.index()).counts).toMatchObject({ found: 5, searchable: 2, setAside: 3 });
      expect((await firstFor('harmless')).moment).toMatchObject({ words: 'harmless' });
      expect((await firstFor('inside')).name).toBe('inside.mkv');
      expect((await firstFor('secret')).moment?.words).toBeUndefined();
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });
});
