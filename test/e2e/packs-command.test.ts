/** `polylens packs` over the pack that ships with the program and a small imported one. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inverted, writeFakePack } from '../fixtures/fake-pack.ts';
import { half, servePack } from '../fixtures/pack-server.ts';
import { plain } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
let source: string;
beforeEach(async () => {
  world = await makeWorld();
  source = join(world.root, 'source');
  await writeFakePack(source, { id: 'other' }, inverted);
  for (const colour of ['red', 'blue'] as const) {
    await plain(colour)
      .jpeg()
      .toFile(join(world.photos, `${colour}.jpg`));
  }
});
afterEach(() => world.remove());

const run = (...args: string[]) => polylens(world, args, { chooses: true });
const answering = (input: string, ...args: string[]) => polylens(world, args, { chooses: true, input });
/** Without those that tell of progress, which a slow machine has some of. */
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => !/^(looking|indexing|switching|copying|downloading|verifying): /.test(line));

// Where imported packs lie is said by XDG_DATA_HOME on Linux alone.
describe.skipIf(process.platform !== 'linux')('polylens packs', () => {
  test('lists, imports, switches, compares and removes', async () => {
    expect((await run('index', world.photos)).code).toBe(0);
    const imported = await run('packs', 'import', source);
    expect(imported).toMatchObject({ code: 0, out: '' });
    expect(lines(imported.talk).at(-1)).toMatch(
      /^other@1 is there: \d+ kB, speaks 6 languages; .*polylens packs use other@1$/,
    );
    expect(existsSync(join(world.root, 'polylens', 'packs', 'other@1', 'pack.json'))).toBe(true);
    expect((await run('packs', 'import', source)).talk).toMatch(
      /^polylens: the pack other@1 is there already, in .*\n$/,
    );

    const used = await run('packs', 'use', 'other');
    expect(used.code).toBe(0);
    expect(lines(used.talk)).toEqual([
      expect.stringMatching(
        /^2 photos are to get vectors of other@1, about \d+ kB; until then polylens-starter@\d+ answers$/,
      ),
      expect.stringContaining('takes it back'),
      'other@1 answers searches from now on',
      'done: 0 new; 2 found = 2 searchable + 0 waiting + 0 set aside',
    ]);
    expect((await run('status')).out).toContain('pack     other@1/1\n');
    // One that is named is used for that run, whatever was chosen.
    expect((await polylens(world, ['status'])).out).toContain('pack     fake@1/1\n');
    const { out } = await run('packs');
    expect(lines(out)).toEqual([
      expect.stringMatching(/^ {2}polylens-starter@\d+: \d+ MB, \d+ numbers .* ships with Polylens; 2 photos/),
      expect.stringMatching(/^ {4}\d+ languages, .*en \d+/),
      expect.stringMatching(/^\* other@1: \d+ kB, .* in use; 2 photos/),
      expect.stringMatching(/^ {4}6 languages, /),
    ]);

    const compared = await run('packs', 'compare', 'starter', 'red', 'blau');
    expect(compared).toMatchObject({ code: 0, talk: 'among 2 photos that have vectors of both\n' });
    expect(lines(compared.out)).toHaveLength(8);
    expect(lines(compared.out)[1]).toMatch(/^ +other@1 {2}\| {2}polylens-starter@\d+$/);
    expect(lines(compared.out)[2]).toMatch(/red\.jpg/);

    const refused = await run('packs', 'remove', 'other');
    expect(refused).toMatchObject({ code: 3, talk: expect.stringContaining('other@1 is in use') });
    expect((await run('packs', 'use', 'starter')).talk).toMatch(/^polylens-starter@\d+ answers searches\n$/);
    const removed = await run('packs', 'remove', 'other', '--drop-vectors');
    expect(removed.talk).toBe('other@1 is removed; 2 vectors of it are dropped, their room is used again\n');
    expect(await run('packs', 'use', 'other')).toMatchObject({
      code: 2,
      talk: expect.stringMatching(/^polylens: there is no pack other; there are: polylens-starter@\d+\n$/),
    });
  });

  test('what is refused is one line that names pack and file, and search goes on', async () => {
    await run('index', world.photos);
    writeFileSync(join(source, 'text.onnx'), 'not a model');
    const damaged = await run('packs', 'import', source);
    expect(damaged.code).toBe(3);
    expect(lines(damaged.talk)).toEqual([
      expect.stringMatching(/^polylens: the model pack in .*source is damaged: text\.onnx /),
    ]);
    rmSync(source, { recursive: true });
    expect((await run('packs', 'import', source)).talk).toMatch(/^polylens: no model pack in .*source/);
    expect((await run('packs', 'use', 'other', '--pack', world.pack)).code).toBe(2);
    expect(lines((await run('search', 'red')).out)[0]).toMatch(/red\.jpg$/);
  });

  test('downloads what a person agrees to, and goes on after a cut', async () => {
    const server = await servePack(source);
    try {
      const address = server.address('pack.json');
      for (const input of ['n\n', '']) {
        const declined = await answering(input, 'packs', 'get', address);
        expect(declined).toMatchObject({ code: 1, out: '' });
        expect(lines(declined.talk)).toEqual([
          expect.stringMatching(/^other@1: \d+ kB in 6 files from 127\.0\.0\.1:\d+; licence: Apache-2\.0$/),
          expect.stringMatching(/^Download it\? /),
          'nothing was downloaded; --yes agrees without being asked',
        ]);
      }
      expect(server.asked.map(({ path }) => path)).toEqual(['pack.json', 'pack.json']);
      server.odd.set('text.onnx', half('cut'));
      const cut = await run('packs', 'get', address, '--yes');
      expect(cut).toMatchObject({ code: 3, talk: expect.stringMatching(/text\.onnx was cut .* goes on with it\n$/) });
      server.odd.clear();
      const got = await answering('y\n', 'packs', 'get', address);
      expect(got).toMatchObject({ code: 0, out: '' });
      expect(got.talk).toMatch(/ kB are here already/);
      expect(lines(got.talk).at(-1)).toMatch(/^other@1 is there: \d+ kB, speaks 6 languages; /);
      await run('index', world.photos);
      expect((await run('packs', 'use', 'other')).code).toBe(0);
      expect(lines((await run('search', 'red')).out)[0]).toMatch(/red\.jpg$/);
    } finally {
      await server.close();
    }
  });

  test('the catalogue advises for a language, tells what is weak, and offers no download that could not be checked', async () => {
    const german = await run('packs', 'catalogue', '--language', 'de-AT');
    expect(german.code).toBe(0);
    expect(lines(german.out)[0]).toMatch(/^ViT-SO400M-16-SigLIP2-384: .*German 90 %$/);
    expect(lines(german.out)[2]).toMatch(/finds little in: .*Bangla.*Swahili/);
    expect(lines(german.talk).slice(0, 2)).toEqual([
      'the best for German that can be used: ViT-SO400M-16-SigLIP2-384',
      'nearly as good and 10 times as quick: ViT-B-16-SigLIP2 (German 86 %)',
    ]);
    const finnish = await run('packs', 'catalogue', '--language', 'fi');
    expect(lines(finnish.out)[0]).toMatch(/^nllb-clip-large-siglip: .*Finnish 84 %$/);
    expect(lines(finnish.talk)[1]).toMatch(/^nearly as good and 4 times as quick: nllb-clip-base-siglip /);
    expect(lines((await run('packs', 'catalogue', '--language', 'quz')).talk)[0]).toMatch(
      /^none that can be used knows /,
    );
    expect((await run('packs', 'catalogue', '--language', 'tlh')).code).toBe(1);
    const { packs } = JSON.parse((await run('packs', 'catalogue', '--json')).out) as { packs: { id: string }[] };
    expect(packs.length).toBeGreaterThan(5);
    const refused = await run('packs', 'get', packs[0]?.id ?? '', '--yes');
    expect(refused).toMatchObject({
      code: 3,
      talk: expect.stringMatching(/^polylens: .*huggingface\.co.*packs import/),
    });
    expect(existsSync(join(world.root, 'polylens', 'packs', 'requests.jsonl'))).toBe(false);
  });
});
