/** What the window in Electron has to do with the system around it. */
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runElectron } from '../electron/app.ts';
import { electronForEach, runtime } from '../electron/for-each.ts';
import type { Runtime } from '../electron/runtime.ts';
import { colourNames, plain } from '../fixtures/pictures.ts';
import { commandOf, family } from './processes.ts';
import { countsIn, polylens } from './program.ts';

/** Where the trash of a test's own home is that of the system. */
const hasTrash = process.platform === 'linux' && existsSync('/usr/bin/gio');
if (!hasTrash) process.stderr.write('Electron’s test of the trash did not run: no gio (glib) here\n');

const here = electronForEach();

describe.skipIf(!runtime)('the system around the window', () => {
  test.skipIf(!hasTrash)('files go to the trash once the person says so, and what cannot says why', async () => {
    await here.indexed();
    const { page, app } = here.started;
    const inTrash = () => readdirSync(join(here.world.root, '.local/share/Trash/files')).toSorted();
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
    await expect.poll(here.firstFound).toBe('red.jpg');
    await here.options().first().click();
    await page.getByRole('dialog').getByText('1 of 6').waitFor();
    await willSay(1);
    await page.keyboard.press('Delete');
    await expect.poll(asked).toBe(`Files: 1\n${join(here.world.photos, 'red.jpg')}`);
    expect(existsSync(join(here.world.photos, 'red.jpg'))).toBe(true);
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
    await page.getByText(join(here.world.photos, 'blue.jpg')).waitFor();
    await expect.poll(() => here.options().count()).toBe(1);
    expect(inTrash()).toEqual(['black.jpg', 'green.jpg', 'red.jpg', 'white.jpg', 'yellow.jpg']);
    await page.getByText('1 found = 1 searchable').waitFor();
  });

  test('a picture that Polylens is opened with finds those like it, and is handed to the page once', async () => {
    await here.indexed();
    const given = runtime as Runtime;
    const open = (name: string) =>
      runElectron({ ...given, args: [...given.args, join(here.world.photos, name)] }, here.screen, here.world);
    await open('blue.jpg');
    await expect.poll(here.firstFound).toBe('blue.jpg');
    await open('green.jpg');
    await expect.poll(here.firstFound).toBe('green.jpg');
    expect(await here.started.page.evaluate(async () => (await fetch('/opened')).status)).toBe(404);
  });

  test('a hit that is dragged out is its file, a selected one with the others', async () => {
    await here.indexed();
    const { page, app } = here.started;
    await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (!window) return;
      window.webContents.startDrag = ({ files, icon }) => {
        const [blue, green, red, opacity] = typeof icon === 'string' ? [] : icon.toBitmap();
        Object.assign(globalThis, { dragged: files, colour: [red, green, blue, opacity] });
      };
    });
    const dragged = async () => (await app.evaluate(() => (globalThis as { dragged?: string[] }).dragged))?.toSorted();
    const pull = async (name: string) => {
      const box = await page.getByRole('option', { name }).boundingBox();
      if (!box) throw new Error(`${name} is not in sight`);
      await page.mouse.move(box.x + 40, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + 60, box.y + 80, { steps: 5 });
    };
    const inPhotos = (...names: string[]) => names.map((name) => join(here.world.photos, name));
    await page.getByRole('searchbox').fill('red');
    await expect.poll(here.firstFound).toBe('red.jpg');
    await expect.poll(() => page.locator('img.loaded').count()).toBe(6);
    await pull('red.jpg');
    await expect.poll(dragged).toEqual(inPhotos('red.jpg'));
    const [red = 0, green = 0, blue = 0, opacity] = await app.evaluate(
      () => (globalThis as unknown as { colour: number[] }).colour,
    );
    expect([red > 180, green < 70, blue < 70, opacity]).toEqual([true, true, true, 255]);
    await page.mouse.up();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Control+a');
    await pull('blue.jpg');
    await expect.poll(dragged).toEqual(inPhotos(...colourNames.map((name) => `${name}.jpg`)).toSorted());
  });

  test('on its battery the machine is left alone, by a new engine too, and the person’s choice stays', async () => {
    await here.indexed();
    const { page, app, child } = here.started;
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
    await expect.poll(() => [undefined, killed].includes(engine())).toBe(false);
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

  test('in the tray it goes on without its window, in the window’s language, only where a person wishes it', async () => {
    await here.indexed();
    const { page, app, child } = here.started;
    await app.evaluate(({ Tray }) => {
      Tray.prototype.setContextMenu = (menu) => void Object.assign(globalThis, { trayMenu: menu });
    });
    type Shown = { trayMenu?: Electron.Menu };
    const labels = () =>
      app.evaluate(() =>
        (globalThis as Shown).trayMenu?.items.map(({ label }) => label).filter((label) => label !== ''),
      );
    const choose = (wanted: string) =>
      app.evaluate((_electron, label) => {
        (globalThis as Shown).trayMenu?.items.find((item) => item.label === label)?.click();
      }, wanted);
    await page.getByRole('button', { name: 'Settings' }).click();
    expect(await labels()).toBeUndefined();
    await page.getByRole('checkbox', { name: 'Stay in the tray' }).check();
    await expect.poll(labels).toEqual(['Open Polylens', 'Pause Indexing', 'Quit Polylens']);
    await page.getByLabel('Language', { exact: true }).selectOption('de');
    await expect.poll(labels).toEqual(['Polylens öffnen', 'Indexieren anhalten', 'Polylens beenden']);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(() => app.windows().length).toBe(0);
    await plain('red').jpeg().toFile(join(here.world.photos, 'later.jpg'));
    const searchable = async () => countsIn(await polylens(here.world, ['status', '--json'])).searchable;
    await expect.poll(searchable).toBe(7);
    const reopened = app.waitForEvent('window');
    await choose('Polylens öffnen');
    const again = await reopened;
    await again.getByText('7 gefunden = 7 durchsuchbar').waitFor();
    await choose('Indexieren anhalten');
    await expect.poll(labels).toContain('Indexieren fortsetzen');
    await again.getByRole('button', { name: 'Fortsetzen' }).click();
    await expect.poll(labels).toContain('Indexieren anhalten');
    const all = family(child.pid ?? 0);
    const ended = once(child, 'exit');
    await choose('Polylens beenden');
    expect(await ended).toEqual([0, null]);
    await expect.poll(() => all.filter((pid) => commandOf(pid) !== '')).toEqual([]);
  });

  test('the taskbar shows how far the indexing is, and nothing when it rests', async () => {
    await here.started.app.evaluate(({ BrowserWindow }) => {
      const shown: number[] = [];
      Object.assign(globalThis, { shown });
      const [window] = BrowserWindow.getAllWindows();
      if (window) window.setProgressBar = (share) => void shown.push(share);
    });
    for (let at = 0; at < 300; at += 1) {
      await plain('red')
        .resize(16 + at, 16)
        .jpeg()
        .toFile(join(here.world.photos, `${at}.jpg`));
    }
    await here.willPick(here.world.photos);
    await here.started.page.getByRole('button', { name: 'Add a folder' }).click();
    await here.started.page.getByText('306 found = 306 searchable').waitFor();
    const shown = () => here.started.app.evaluate(() => (globalThis as unknown as { shown: number[] }).shown);
    await expect.poll(async () => (await shown()).at(-1)).toBe(-1);
    expect((await shown()).some((share) => share >= 0 && share <= 1)).toBe(true);
  });
});
