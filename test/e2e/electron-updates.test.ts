/** New versions in the window in Electron: nothing is asked of anyone before the person says so. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openScreen, startElectron, type Screen, type Started } from '../electron/app.ts';
import { bundleForOldElectron } from '../electron/bundle-for-old.ts';
import { findElectron, type Runtime } from '../electron/runtime.ts';
import { servePack, type PackServer } from '../fixtures/pack-server.ts';
import { newKeys, writeRelease } from '../fixtures/release.ts';
import { makeWorld, type World } from './program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtime = process.platform === 'linux' ? findElectron() : undefined;
const keys = newKeys();
const fresh = Buffer.from('#!/bin/sh\necho 9.0.0\n');

let build: string;
let program: string;
let screen: Screen;
let server: PackServer;
let world: World;
let started: Started;

/** A build that knows of releases, started as from an AppImage. */
beforeAll(async () => {
  if (!runtime) return;
  if (runtime.isOld) await bundleForOldElectron();
  screen = await openScreen();
  build = mkdtempSync(join(tmpdir(), 'polylens-build-'));
  for (const name of ['dist', 'test/electron/old-runtime'])
    cpSync(join(root, name), join(build, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(build, 'node_modules'));
  program = join(build, 'Polylens.AppImage');
  process.env['APPIMAGE'] = program;
  process.env['APPDIR'] = dirname(runtime.executable);
});
afterAll(() => {
  delete process.env['APPIMAGE'];
  delete process.env['APPDIR'];
  screen?.close();
  if (build) rmSync(build, { recursive: true });
});

beforeEach(async () => {
  world = await makeWorld();
  if (!runtime) return;
  const shelf = join(world.root, 'shelf');
  writeRelease(shelf, keys, { content: fresh, version: '9.0.0' });
  server = await servePack(shelf);
  writeFileSync(program, 'the old one', { mode: 0o755 });
  const facts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as object;
  const updates = { address: server.address(''), key: keys.key };
  writeFileSync(join(build, 'package.json'), JSON.stringify({ ...facts, updates }));
  mkdirSync(world.library);
});
afterEach(async () => {
  await started?.app.close();
  await server?.close();
  world.remove();
});

/** Starts it, answers its questions one after the other by their buttons' places, and keeps what was asked. */
async function start(given: Runtime, answers: number[]): Promise<void> {
  const entry = given.isOld ? join(build, 'test/electron/old-runtime') : build;
  const rights = given.args.filter((part) => part.startsWith('--'));
  started = await startElectron({ ...given, args: [...rights, entry] }, screen, world);
  await started.page.getByRole('button', { name: 'Add a folder' }).waitFor();
  await started.app.evaluate(({ dialog }, responses) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    dialog.showMessageBox = ((_window: unknown, { message, detail }: { message: string; detail: string }) => {
      told.push(detail === '' ? message : `${message} ${detail}`);
      return Promise.resolve({ response: responses.shift() ?? 1, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
  }, answers);
}

const told = () => started.app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
const click = (id: string) =>
  started.app.evaluate(({ Menu }, name) => Menu.getApplicationMenu()?.getMenuItemById(name)?.click(), id);
const isTicked = () =>
  started.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('weekly')?.checked);
const asked = () => server.asked.map(({ path }) => path);

describe.skipIf(!runtime)('new versions', () => {
  test('are looked for once the person agrees, downloaded once they agree to that, and put in place', async () => {
    await start(runtime as Runtime, [1, 0, 0, 0]);
    await click('look');
    await expect.poll(told).toHaveLength(1);
    expect((await told())[0]).toMatch(/^Look for a new version\? Polylens asks 127\.0\.0\.1:\d+ for its list/);
    expect(asked()).toEqual([]);
    await click('look');
    await expect.poll(told).toHaveLength(4);
    expect((await told()).slice(2)).toEqual([
      'Version 9.0.0 is there (1 MB).',
      'Version 9.0.0 is in place. It opens at the next start.',
    ]);
    expect(asked()).toEqual(['latest.json', 'latest.json.sig', 'Polylens-9.0.0.AppImage']);
    expect(readFileSync(program).equals(fresh)).toBe(true);
  });

  test('that nothing installs are shown where they lie, and not opened', async () => {
    delete process.env['APPIMAGE'];
    writeRelease(join(world.root, 'shelf'), keys, { content: fresh, version: '9.0.0', kind: 'tar.gz' });
    await start(runtime as Runtime, [0, 0, 0]);
    process.env['APPIMAGE'] = program;
    await started.app.evaluate(({ shell }) => {
      const shown: string[] = [];
      Object.assign(globalThis, { shown });
      shell.showItemInFolder = (path) => void shown.push(path);
      shell.openPath = (path) => Promise.resolve(String(shown.push(`opened ${path}`)));
    });
    await click('look');
    const shown = () => started.app.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
    await expect.poll(shown).toEqual([join(world.library, 'updates', 'Polylens-9.0.0.tar.gz')]);
    expect((await told()).at(-1)).toMatch(
      /^Version 9\.0\.0 is downloaded, and signed by its makers\. Put it in the place/,
    );
  });

  test('that others signed are refused aloud, and the program stays', async () => {
    writeRelease(join(world.root, 'shelf'), newKeys(), { content: fresh, version: '9.0.0' });
    await start(runtime as Runtime, [0, 0]);
    await click('look');
    await expect.poll(told).toHaveLength(2);
    expect((await told())[1]).toMatch(/^No new version came\. What came is not signed by the makers of Polylens/);
    expect(readFileSync(program, 'utf8')).toBe('the old one');
  });

  test('of a list that has expired, or is older than one before, are refused in one line, in the weekly look too', async () => {
    const day = 24 * 3_600_000;
    writeRelease(join(world.root, 'shelf'), keys, { content: fresh, version: '9.0.0', expires: Date.now() - 1 });
    writeFileSync(join(world.library, 'updates.json'), JSON.stringify({ weekly: false, looked: 1 }));
    await start(runtime as Runtime, [0, 0, 0, 0]);
    await click('weekly');
    await expect.poll(told).toHaveLength(2);
    expect((await told())[1]).toMatch(
      /^No new version came\. The list of versions is too old: it was good until \S+ \S+ UTC, and this machine’s clock says [^{}\n]+$/,
    );
    mkdirSync(join(world.library, 'updates'), { recursive: true });
    writeFileSync(join(world.library, 'updates', 'seen.json'), JSON.stringify({ issued: Date.now() }));
    writeRelease(join(world.root, 'shelf'), keys, { content: fresh, version: '9.0.0', issued: Date.now() - day });
    await click('look');
    await expect.poll(told).toHaveLength(4);
    expect((await told())[3]).toMatch(/^No new version came\. The list of versions goes backwards: it is of [^{}\n]+$/);
    expect(readFileSync(program, 'utf8')).toBe('the old one');
  });

  test('are looked for each week only where the person said so, and then only when a week is over', async () => {
    await start(runtime as Runtime, [1, 0, 1]);
    expect(await isTicked()).toBe(false);
    await click('weekly');
    await expect.poll(told).toHaveLength(1);
    await expect.poll(isTicked).toBe(false);
    expect(asked()).toEqual([]);
    await click('weekly');
    await expect.poll(told).toHaveLength(3);
    expect(await isTicked()).toBe(true);
    expect((await told())[2]).toBe('Version 9.0.0 is there (1 MB).');
    expect(asked()).toEqual(['latest.json', 'latest.json.sig']);
    await started.app.close();
    await start(runtime as Runtime, []);
    expect(await isTicked()).toBe(true);
    expect(asked()).toHaveLength(2);
    await started.app.close();
    writeFileSync(join(world.library, 'updates.json'), JSON.stringify({ weekly: true, looked: 1 }));
    // What finds nothing says nothing.
    writeRelease(join(world.root, 'shelf'), keys, { content: fresh, version: '0.0.1' });
    await start(runtime as Runtime, []);
    await expect.poll(asked).toHaveLength(4);
  });
});
