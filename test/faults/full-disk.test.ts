import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countsIn, makeWorld, namesIn, polylens, type World } from '../e2e/program.ts';

const photoCount = 100;

/** Mounts need root and a system that lets it: where they cannot be had, these tests are skipped. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'polylens-mount-'));
  const mounted = run('mount', '-t', 'tmpfs', 'tmpfs', probe) && run('umount', probe);
  rmSync(probe, { recursive: true });
  return mounted;
}

function run(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).status === 0;
}

let world: World;
let disk: string;
beforeEach(async () => {
  world = await makeWorld();
  disk = join(world.root, 'disk');
  mkdirSync(disk);
  run('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk);
  world.library = join(disk, 'library');
  for (let at = 0; at < photoCount; at += 1) {
    const background = { r: at, g: 255 - at, b: (at * 7) % 256 };
    await sharp({ create: { width: 32, height: 24, channels: 3, background } })
      .png()
      .toFile(join(world.photos, `${at}.png`));
  }
});
afterEach(() => {
  run('umount', disk);
  world.remove();
});

const index = () => polylens(world, ['index', world.photos, '--json']);
const search = () => polylens(world, ['search', 'red', '-k', '1000', '--json']);
const lines = (text: string) => text.trimEnd().split('\n');

/** Leaves this many bytes of the disk. */
function fill(left: number): void {
  const { stdout } = spawnSync('df', ['--output=avail', '-B1', disk]);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Number(String(stdout).split('\n')[1]) - left));
}

describe.skipIf(!canMount())('a library on a disk of its own', () => {
  test.each([0, 64, 192].map((kilobytes) => kilobytes * 1024))(
    'with %i bytes left says that the disk is full, loses nothing and goes on when there is room',
    async (left) => {
      fill(left);
      const full = await index();
      expect({ code: full.code, said: lines(full.talk) }).toEqual({
        code: 3,
        said: [expect.stringContaining(`no space left for the library ${world.library}; what was stored is safe`)],
      });
      const stored = existsSync(join(world.library, 'library.sqlite'));
      rmSync(join(disk, 'filler'));
      const before = stored ? countsIn(await polylens(world, ['status', '--json'])).searchable : 0;
      const resumed = await index();
      expect(countsIn(resumed)).toEqual({ found: photoCount, searchable: photoCount, waiting: 0, aside: 0 });
      expect(JSON.parse(resumed.out)).toMatchObject({ embedded: photoCount - before });
      expect(namesIn(await search()).toSorted()).toEqual(readdirSync(world.photos).toSorted());
    },
  );

  test('that is full to the last byte is searched, with its index or without', async () => {
    await index();
    for (const lost of ['nothing', 'index']) {
      rmSync(join(world.library, lost), { recursive: true, force: true });
      rmSync(join(disk, 'filler'), { force: true });
      fill(0);
      expect(namesIn(await search()).toSorted()).toEqual(readdirSync(world.photos).toSorted());
    }
  });

  test('that may only be read is searched, and not written', async () => {
    await index();
    run('mount', '-o', 'remount,ro', disk);
    const before = statSync(join(world.library, 'library.sqlite')).mtimeMs;
    const { code, talk } = await index();
    expect({ code, said: lines(talk) }).toEqual({
      code: 3,
      said: [expect.stringContaining(`the library ${world.library} cannot be written`)],
    });
    expect(namesIn(await search()).toSorted()).toEqual(readdirSync(world.photos).toSorted());
    expect(statSync(join(world.library, 'library.sqlite')).mtimeMs).toBe(before);
  });
});
