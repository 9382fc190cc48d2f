import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runElectron } from '../electron/app.ts';
import { electronForEach, runtime } from '../electron/for-each.ts';
import type { Runtime } from '../electron/runtime.ts';
import { colourNames } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg } from '../fixtures/videos.ts';
import { commandOf, family, isLoopback, isNobody, socketsOf } from './processes.ts';

const reachPath = fileURLToPath(new URL('../electron/reach.js', import.meta.url));
if (!ffmpeg) process.stderr.write(`Electron's tests of videos did not run: ${missingFfmpeg}\n`);

const here = electronForEach();

describe.skipIf(!runtime)('the window in Electron', () => {
  test('first run: a folder is chosen in the system’s dialog, searched in, and a photo shown large', async () => {
    const { page, app } = here.started;
    await page.getByRole('heading', { name: 'Polylens finds your own photos' }).waitFor();
    await here.indexed();
    await expect.poll(() => page.locator('img.loaded').count()).toBe(6);
    await page.getByRole('searchbox').fill('rouge');
    await expect.poll(here.firstFound).toBe('red.jpg');
    await here.options().first().click();
    await page.getByRole('dialog').getByText('1 of 6').waitFor();
    await page.keyboard.press('i');
    await app.evaluate(({ shell }) => {
      shell.showItemInFolder = (path) => void Object.assign(globalThis, { shown: path });
    });
    await page.getByRole('button', { name: 'Show in folder' }).click();
    const shown = () => app.evaluate(() => (globalThis as { shown?: string }).shown);
    await expect.poll(shown).toBe(join(here.world.photos, 'red.jpg'));
  });

  test.skipIf(!ffmpeg)('a moment of a video is kept where the system’s dialog says', async () => {
    makeVideo(join(here.world.photos, 'holiday.webm'), [{ colour: 'blue', seconds: 3 }], {
      output: ['-c:v', 'libvpx', '-g', '10', '-b:v', '200k'],
    });
    await here.willPick(here.world.photos);
    const { page, app } = here.started;
    await page.getByRole('button', { name: 'Add a folder' }).click();
    await page.getByText('7 found = 7 searchable').waitFor();
    const target = join(here.world.root, 'kept.webm');
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

  test('an engine that is killed is replaced, and the window goes on', async () => {
    await here.indexed();
    const { page, child } = here.started;
    const engine = () => family(child.pid ?? 0).find((pid) => commandOf(pid).includes('NodeService'));
    const killed = engine() ?? 0;
    process.kill(killed, 'SIGKILL');
    await expect.poll(engine).not.toBe(killed);
    await page.getByText('6 found = 6 searchable').waitFor();
    await expect.poll(() => page.locator('img.loaded').count()).toBe(6);
    await page.getByRole('searchbox').fill('green');
    await expect.poll(here.firstFound).toBe('green.jpg');
  });

  test('the page has no way to the system, to another page or to a network', async () => {
    await here.indexed();
    const { page, app, child } = here.started;
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
    await here.indexed();
    const ask = (path: string, headers: Record<string, string> = {}) =>
      here.started.page.evaluate(
        async ([asked, given]) => {
          const answer = await fetch(asked, { headers: given });
          const body = [...new Uint8Array(await answer.arrayBuffer())];
          return { status: answer.status, type: answer.headers.get('content-type'), body };
        },
        [path, headers] as const,
      );
    const files = colourNames.map((name) => [...readFileSync(join(here.world.photos, `${name}.jpg`))]);
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
    const window = await here.started.app.browserWindow(here.started.page);
    await window.evaluate((its, bounds) => its.setBounds(bounds), place);
    await window.evaluate((its) => its.minimize());
    const second = await runElectron(runtime as Runtime, here.screen, here.world);
    expect(second).toEqual({ code: 0, out: expect.stringContaining('open on this library already') });
    await expect.poll(() => window.evaluate((its) => its.isMinimized())).toBe(false);
    await here.startAgain();
    const again = await here.started.app.browserWindow(here.started.page);
    expect(await again.evaluate((its) => its.getBounds())).toEqual(place);
  });

  test('a picture that macOS opens with it is looked for, in a window at the front', async () => {
    await here.indexed();
    const window = await here.started.app.browserWindow(here.started.page);
    await window.evaluate((its) => its.minimize());
    const picture = join(here.world.photos, 'green.jpg');
    const isHandled = await here.started.app.evaluate(({ app }, path) => {
      let handled = false;
      app.emit('open-file', { preventDefault: () => (handled = true) }, path);
      return handled;
    }, picture);
    expect(isHandled).toBe(true);
    await expect.poll(() => window.evaluate((its) => its.isMinimized())).toBe(false);
    await expect.poll(here.firstFound).toBe('green.jpg');
  });

  test('the menu speaks the window’s language and leads to its panels', async () => {
    await here.indexed();
    const { page, app } = here.started;
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
    await here.willPick(join(here.world.root, 'nowhere'));
    await choose('Ordner hinzufügen …');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Diesen Ordner gibt es nicht');
  });

  test('closing the window ends everything', async () => {
    await here.indexed();
    const { app, child } = here.started;
    const all = family(child.pid ?? 0);
    const ended = once(child, 'exit');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await ended).toEqual([0, null]);
    await expect.poll(() => all.filter((pid) => commandOf(pid) !== '')).toEqual([]);
  });
});
