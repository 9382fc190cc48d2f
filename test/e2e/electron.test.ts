import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openScreen, runElectron, startElectron, type Screen, type Started } from '../electron/app.ts';
import { bundleMain } from '../electron/bundle-main.ts';
import { findElectron, missingElectron, type Runtime } from '../electron/runtime.ts';
import { colourNames, plain, writeColours } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg } from '../fixtures/videos.ts';
import { commandOf, family, isLoopback, isNobody, socketsOf } from './processes.ts';
import { makeWorld, type World } from './program.ts';

const reachPath = fileURLToPath(new URL('../electron/reach.js', import.meta.url));
const runtime = findElectron();
if (!runtime) process.stderr.write(`Electron's tests did not run: ${missingElectron}\n`);

if (!ffmpeg) process.stderr.write(`Electron's tests of videos did not run: ${missingFfmpeg}\n`);

/** Where the trash of a test's own home is that of the system. */
const hasTrash = process.platform === 'linux' && existsSync('/usr/bin/gio');
if (!hasTrash) process.stderr.write('Electron’s test of the trash did not run: no gio (glib) here\n');

let screen: Screen;
let world: World;
let started: Started;

beforeAll(async () => {
  if (!runtime) return;
  if (runtime.isOld) await bundleMain();
  screen = await openScreen();
});
afterAll(() => screen?.close());

beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
  if (runtime) started = await startElectron(runtime, screen, world);
});
afterEach(async () => {
  await started.app.close();
  world.remove();
});

const options = () => started.page.getByRole('option');
const firstFound = () => options().first().getAttribute('aria-label');

/** Answers the system's folder dialog, which no test can reach. */
async function willPick(folder: string | undefined): Promise<void> {
  await started.app.evaluate(({ dialog }, chosen) => {
    const answer = { canceled: chosen === undefined, filePaths: chosen === undefined ? [] : [chosen] };
    dialog.showOpenDialog = () => Promise.resolve(answer);
  }, folder);
}

async function indexed(): Promise<void> {
  await willPick(world.photos);
  await started.page.getByRole('button', { name: 'Add a folder' }).click();
  await started.page.getByText('6 found = 6 searchable + 0 waiting + 0 set aside').waitFor();
}

describe.skipIf(!runtime)('the window in Electron', () => {
  test('first run: a folder is chosen in the system’s dialog, searched in, and a photo shown large', async () => {
    const { page, app } = started;
    await page.getByRole('heading', { name: 'Polylens finds your own photos' }).waitFor();
    await indexed();
    await expect.poll(() => page.locator('img.loaded').count()).toBe(6);
    await page.getByRole('searchbox').fill('rouge');
    await expect.poll(firstFound).toBe('red.jpg');
    await options().first().click();
    await page.getByRole('dialog').getByText('1 of 6').waitFor();
    await page.keyboard.press('i');
    await app.evaluate(({ shell }) => {
      shell.showItemInFolder = (path) => void Object.assign(globalThis, { shown: path });
    });
    await page.getByRole('button', { name: 'Show in folder' }).click();
    const shown = () => app.evaluate(() => (globalThis as { shown?: string }).shown);
    await expect.poll(shown).toBe(join(world.photos, 'red.jpg'));
  });

  test.skipIf(!hasTrash)('files go to the trash once the person says so, and what cannot says why', async () => {
    await indexed();
    const { page, app } = started;
    const inTrash = () => readdirSync(join(world.root, '.local/share/Trash/files')).toSorted();
    const willSay = (response: number) =>
      app.evaluate(({ dialog }, answer) => {
        const shown = { response: answer, checkboxChecked: false };
        dialog.showMessageBox = ((_window: unknown, { detail }: { detail: string }) => {
          Object.assign(globalThis, { asked: detail });
          return Promise.resolve(shown);
        }) as typeof dialog.showMessageBox;
      }, response);
    const asked = () => app.evaluate(() => (globalThis as { asked?: string }).asked);
    await page.getByRole('searchbox').fill('red');
    await expect.poll(firstFound).toBe('red.jpg');
    await options().first().click();
    await page.getByRole('dialog').getByText('1 of 6').waitFor();
    await willSay(1);
    await page.keyboard.press('Delete');
    await expect.poll(asked).toBe(`Files: 1\n${join(world.photos, 'red.jpg')}`);
    expect(existsSync(join(world.photos, 'red.jpg'))).toBe(true);
    await willSay(0);
    await page.keyboard.press('Delete');
    // The next one has come into its place.
    await page.getByRole('dialog').getByText('1 of 5').waitFor();
    expect(inTrash()).toEqual(['red.jpg']);
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('');
    await app.evaluate(({ shell }) => {
      const move = shell.trashItem.bind(shell);
      shell.trashItem = (path) => (path.endsWith('blue.jpg') ? Promise.reject(new Error('no')) : move(path));
    });
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Control+a');
    await page.getByText('5 selected').waitFor();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await page.getByText('4 files moved to the trash').waitFor();
    await page.getByText(join(world.photos, 'blue.jpg')).waitFor();
    await expect.poll(() => options().count()).toBe(1);
    expect(inTrash()).toEqual(['black.jpg', 'green.jpg', 'red.jpg', 'white.jpg', 'yellow.jpg']);
    await page.getByText('1 found = 1 searchable').waitFor();
  });

  test.skipIf(!ffmpeg)('a moment of a video is kept where the system’s dialog says', async () => {
    makeVideo(join(world.photos, 'holiday.webm'), [{ colour: 'blue', seconds: 3 }], {
      output: ['-c:v', 'libvpx', '-g', '10', '-b:v', '200k'],
    });
    await willPick(world.photos);
    const { page, app } = started;
    await page.getByRole('button', { name: 'Add a folder' }).click();
    await page.getByText('7 found = 7 searchable').waitFor();
    const target = join(world.root, 'kept.webm');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, target);
    await page.getByRole('option', { name: /^Video of .*, 0:03$/ }).click();
    await page.keyboard.press('x');
    await page.getByText('Saved').waitFor();
    expect(readFileSync(target).length).toBeGreaterThan(1000);
    const kept = readFileSync(target);
    await page.keyboard.press('x');
    await page.getByText('It could not be saved').waitFor();
    expect(readFileSync(target)).toEqual(kept);
  });

  test('on its battery the machine is left alone, by a new engine too, and the person’s choice stays', async () => {
    await indexed();
    const { page, app, child } = started;
    const tell = (event: 'on-battery' | 'on-ac') =>
      app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event);
    await page.getByRole('button', { name: 'Settings' }).click();
    const chosen = () => page.getByRole('radio', { name: 'You go first' }).isChecked();
    const eased = page.getByText('runs on its battery');
    await tell('on-battery');
    await eased.waitFor();
    expect(await chosen()).toBe(true);
    const engine = () => family(child.pid ?? 0).find((pid) => commandOf(pid).includes('NodeService'));
    const killed = engine() ?? 0;
    process.kill(killed, 'SIGKILL');
    await expect.poll(engine).not.toBe(killed);
    await page.getByText('is being started again').waitFor({ state: 'detached' });
    // Who wants all has said so.
    await page.getByRole('radio', { name: 'All it can' }).click();
    await eased.waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'You go first' }).click();
    await eased.waitFor();
    await tell('on-ac');
    await eased.waitFor({ state: 'detached' });
    expect(await chosen()).toBe(true);
  });

  test('the taskbar shows how far the indexing is, and nothing when it rests', async () => {
    await started.app.evaluate(({ BrowserWindow }) => {
      const shown: number[] = [];
      Object.assign(globalThis, { shown });
      const [window] = BrowserWindow.getAllWindows();
      if (window) window.setProgressBar = (share) => void shown.push(share);
    });
    for (let at = 0; at < 300; at += 1) {
      await plain('red')
        .resize(16 + at, 16)
        .jpeg()
        .toFile(join(world.photos, `${at}.jpg`));
    }
    await willPick(world.photos);
    await started.page.getByRole('button', { name: 'Add a folder' }).click();
    await started.page.getByText('306 found = 306 searchable').waitFor();
    const shown = () => started.app.evaluate(() => (globalThis as unknown as { shown: number[] }).shown);
    await expect.poll(async () => (await shown()).at(-1)).toBe(-1);
    expect((await shown()).some((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test('an engine that is killed is replaced, and the window goes on', async () => {
    await indexed();
    const { page, child } = started;
    const engine = () => family(child.pid ?? 0).find((pid) => commandOf(pid).includes('NodeService'));
    const killed = engine() ?? 0;
    process.kill(killed, 'SIGKILL');
    await expect.poll(engine).not.toBe(killed);
    await page.getByText('6 found = 6 searchable').waitFor();
    await expect.poll(() => page.locator('img.loaded').count()).toBe(6);
    await page.getByRole('searchbox').fill('green');
    await expect.poll(firstFound).toBe('green.jpg');
  });

  test('the page has no way to the system, to another page or to a network', async () => {
    await indexed();
    const { page, app, child } = started;
    const reach = await page.evaluate<object>(readFileSync(reachPath, 'utf8'));
    expect(reach).toEqual({
      names: [],
      given: ['pathOf'],
      opened: null,
      noFetch: true,
      noFile: true,
      noCamera: true,
      notifies: 'denied',
    });
    expect(page.url()).toBe('polylens://window/');
    expect(app.windows().length).toBe(1);
    const sockets = socketsOf(family(child.pid ?? 0));
    const stays = (remote: string) => isLoopback(remote) || isNobody(remote);
    // Playwright's own are among them: they are on this machine.
    expect(sockets.filter(({ local, remote }) => !isLoopback(local) || !stays(remote))).toEqual([]);
  });

  test('pictures come by id, whole or in part, and no path leads to a file', async () => {
    await indexed();
    const ask = (path: string, headers: Record<string, string> = {}) =>
      started.page.evaluate(
        async ([asked, given]) => {
          const answer = await fetch(asked, { headers: given });
          const body = [...new Uint8Array(await answer.arrayBuffer())];
          return { status: answer.status, type: answer.headers.get('content-type'), body };
        },
        [path, headers] as const,
      );
    const files = colourNames.map((name) => [...readFileSync(join(world.photos, `${name}.jpg`))]);
    const whole = await ask('/media/1');
    expect([whole.status, whole.type]).toEqual([200, 'image/jpeg']);
    expect(files).toContainEqual(whole.body);
    expect(await ask('/media/1', { range: 'bytes=2-5' })).toMatchObject({ status: 206, body: whole.body.slice(2, 6) });
    expect((await ask('/media/1/256')).type).toBe('image/webp');
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/media/../../etc/passwd',
      '/media/0',
      '/main.js',
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });

  test('a second start brings the window to the front, and the window opens where it was', async () => {
    const place = { x: 60, y: 40, width: 900, height: 640 };
    const window = await started.app.browserWindow(started.page);
    await window.evaluate((its, bounds) => its.setBounds(bounds), place);
    await window.evaluate((its) => its.minimize());
    const second = await runElectron(runtime as Runtime, screen, world);
    expect(second).toEqual({ code: 0, out: expect.stringContaining('open on this library already') });
    await expect.poll(() => window.evaluate((its) => its.isMinimized())).toBe(false);
    await started.app.close();
    started = await startElectron(runtime as Runtime, screen, world);
    const again = await started.app.browserWindow(started.page);
    expect(await again.evaluate((its) => its.getBounds())).toEqual(place);
  });

  test('the menu speaks the window’s language and leads to its panels', async () => {
    await indexed();
    const { page, app } = started;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Language', { exact: true }).selectOption('de');
    await page.keyboard.press('Escape');
    const choose = (label: string) =>
      app.evaluate(({ Menu }, wanted) => {
        const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
        items.find((item) => item.label === wanted)?.click();
      }, label);
    await choose('Einstellungen');
    await page.getByRole('dialog').getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.keyboard.press('Escape');
    await willPick(join(world.root, 'nowhere'));
    await choose('Ordner hinzufügen …');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Diesen Ordner gibt es nicht');
  });

  test('closing the window ends everything', async () => {
    await indexed();
    const { app, child } = started;
    const all = family(child.pid ?? 0);
    const ended = once(child, 'exit');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await ended).toEqual([0, null]);
    await expect.poll(() => all.filter((pid) => commandOf(pid) !== '')).toEqual([]);
  });
});
