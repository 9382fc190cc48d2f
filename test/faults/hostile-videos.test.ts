import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineForEach } from '../e2e/world-with-engine.ts';
import { hostileVideos } from '../fixtures/hostile-videos.ts';
import { ffmpeg, makeVideo, missingFfmpeg } from '../fixtures/videos.ts';

if (!ffmpeg) process.stderr.write(`tests of hostile videos did not run: ${missingFfmpeg}\n`);

const here = engineForEach();
const { inPhotos, nameOf } = here;

/** A server that notes what it is asked for. */
async function listening() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { asked, server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What may become of such a file, beside being searchable with what it holds itself. */
const reasons = /^(?:image\.(?:corrupt|none|too-large)|decoder\.(?:crashed|timeout))$/;
/** These hold nothing themselves. */
const empty = /^(?:list|reference|concat|session|nested|no-stream|too-large|as-wide)/;

describe.skipIf(!ffmpeg)('videos that somebody made to do harm', () => {
  test('are each accounted for, reach nothing, and cost the others nothing', { timeout: 300_000 }, async () => {
    const { asked, server, address } = await listening();
    const elsewhere = join(here.world.root, 'elsewhere');
    mkdirSync(elsewhere);
    const secret = join(elsewhere, 'secret.mp4');
    makeVideo(secret, [{ colour: 'green', seconds: 1 }]);
    const hostile = hostileVideos(elsewhere, { address, secret });
    for (const [name, bytes] of Object.entries(hostile)) writeFileSync(inPhotos(name), bytes);
    makeVideo(inPhotos('whole.mp4'), [{ colour: 'blue', seconds: 1 }]);
    const before = readdirSync(here.world.photos).toSorted();
    try {
      const { counts, files } = await here.index();
      expect(counts).toMatchObject({ found: before.length, waiting: 0 });
      expect(counts.searchable + counts.setAside).toBe(before.length);
      const aside = files.map(({ path, reason }) => ({ name: nameOf(path), reason }));
      expect(aside.filter(({ reason }) => !reasons.test(reason))).toEqual([]);
      expect(aside.map(({ name }) => name)).toEqual(expect.arrayContaining(before.filter((name) => empty.test(name))));
      const { hits } = await here.engine.call('search.run', { text: 'blue', limit: 1 });
      expect(hits.map(({ path }) => nameOf(path))).toEqual(['whole.mp4']);
      expect(asked).toEqual([]);
      expect(readdirSync(here.world.photos).toSorted()).toEqual(before);
      expect(existsSync(join(here.world.root, 'escaped.ttf'))).toBe(false);
    } finally {
      server.close();
    }
  });
});
