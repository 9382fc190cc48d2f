import type * as nodeFs from 'node:fs';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type * as nodeFsPromises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { carryHandlers } from './carry-library.ts';
import { moveIntoPlace } from './held-files.ts';
import { suspect } from './library/damage.ts';
import { openLibraryToWrite } from './library/library.ts';
import { OpenLibrary } from './open-library.ts';

/** As Windows does: nothing is moved that this process has open, or in which it has something open. */
const heldAt = vi.hoisted((): { code: (path: string) => string | undefined } => ({ code: () => undefined }));
const refused = (path: string) => Object.assign(new Error(`rename ${path}`), { code: heldAt.code(path) });
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof nodeFs>();
  heldAt.code = (path) => {
    const open = fs.readdirSync('/proc/self/fd').map((each) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${each}`);
      } catch {
        return '';
      }
    });
    if (open.includes(path)) return 'EBUSY';
    return open.some((each) => each.startsWith(`${path}/`)) ? 'EPERM' : undefined;
  };
  const renameSync = (from: string, to: string) => {
    if (heldAt.code(from)) throw refused(from);
    fs.renameSync(from, to);
  };
  return { ...fs, renameSync };
});
vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof nodeFsPromises>();
  const rename = (from: string, to: string) =>
    heldAt.code(from) ? Promise.reject(refused(from)) : fs.rename(from, to);
  return { ...fs, rename };
});

const onLinux = process.platform === 'linux';

let world: string;
let folder: string;
beforeEach(() => {
  world = realpathSync(mkdtempSync(join(tmpdir(), 'polylens-held-')));
  folder = join(world, 'library');
  openLibraryToWrite(folder).close();
});
afterEach(() => rmSync(world, { recursive: true, force: true }));

function damage(): void {
  const file = openSync(join(folder, 'library.sqlite'), 'r+');
  writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, 3 * 4096);
  closeSync(file);
  suspect(folder);
}

test.runIf(onLinux)(
  'a damaged library that this process reads is set aside where no open file can be moved',
  async () => {
    const announced: string[] = [];
    const announce = (event: string) => void announced.push(event);
    const open = new OpenLibrary({ folder, announce, onOwned: undefined });
    expect(open.reader().files.countMissing()).toBe(0);
    damage();
    await open.write(() => Promise.resolve());
    expect(announced).toEqual(['library.replaced']);
    expect(readdirSync(folder).filter((name) => /^(damaged-.*\.sqlite|suspect)$/.test(name))).toHaveLength(1);
    expect(open.reader().files.countMissing()).toBe(0);
    open.close();
  },
);

test.runIf(onLinux)(
  'a copy that was just made takes its name where no folder with an open file can be moved',
  async () => {
    const open = new OpenLibrary({ folder, announce: () => undefined, onOwned: undefined });
    const handlers = carryHandlers({
      read: (work) => Promise.resolve(work(open.reader())),
      write: (work) => open.write(work),
      changed: () => undefined,
    });
    const drive = join(world, 'drive');
    mkdirSync(drive);
    const input = { base: drive, target: join(drive, 'library') };
    const call = { signal: new AbortController().signal, progress: () => undefined };
    expect(await handlers['library.carry'](input, call)).toEqual({ library: input.target });
    expect(readdirSync(drive)).toEqual(['library']);
    open.close();
  },
);

test.runIf(onLinux)(
  'what somebody looks at for a moment gets its name after it, and what stays open does not',
  async () => {
    const [fresh, place] = ['index.json.new', 'index.json'].map((name) => join(world, name)) as [string, string];
    writeFileSync(place, 'old');
    writeFileSync(fresh, 'new');
    const scanner = openSync(fresh, 'r');
    setTimeout(() => closeSync(scanner), 60);
    await moveIntoPlace(fresh, place);
    expect(readFileSync(place, 'utf8')).toBe('new');
    writeFileSync(fresh, 'newer');
    const editor = openSync(fresh, 'r');
    await expect(moveIntoPlace(fresh, place)).rejects.toMatchObject({ code: 'EBUSY' });
    closeSync(editor);
    await expect(moveIntoPlace(join(world, 'nowhere'), place)).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
