import { expect, test, vi } from 'vitest';
import type { Settings } from '../../src-main/contract/index.ts';
import { mergeSettings } from '../../src-main/shells/node/merge-settings.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { Texts } from '../texts/texts.svelte.ts';
import { SettingsState } from './settings-state.svelte.ts';

/** Settings over a shell that keeps them in a variable. */
async function open(kept: Settings, shell: { kept: Settings; isFull?: boolean } = { kept }) {
  const { client } = await answering({
    'shell.settings': () => Promise.resolve(shell.kept),
    'shell.requests': () => Promise.resolve({ made: 2 }),
    'shell.keep-settings': (changed) => {
      if (shell.isFull) throw new Error('no space left on the disk');
      shell.kept = mergeSettings(shell.kept, changed);
      return Promise.resolve(shell.kept);
    },
  });
  const settings = new SettingsState(client, new Texts(), { languages: ['en'], isDark: false });
  await settings.open();
  return { settings, shell };
}

test('a search is saved once, whatever the order of its filters, and given up again', async () => {
  const { settings, shell } = await open({ theme: 'dark', recent: [] });
  settings.toggleSaved({ text: 'boat', filters: {} });
  settings.toggleSaved({ text: 'boat', filters: { rating: 3, kind: 'photo' } });
  expect(settings.isSaved({ text: 'boat', filters: { kind: 'photo', rating: 3 } })).toBe(true);
  expect(settings.isSaved({ text: 'boat', filters: {}, language: 'de' })).toBe(false);
  settings.toggleSaved({ text: 'boat', filters: { kind: 'photo', rating: 3 } });
  await expect.poll(() => shell.kept.saved).toEqual([{ text: 'boat', filters: {} }]);
});

test('the program stays in the tray only where a person wishes it', async () => {
  const kept: Settings = { theme: 'dark', recent: ['hund'] };
  const { settings, shell } = await open(kept);
  expect(settings.tray).toBe(false);
  settings.setTray(true);
  await expect.poll(() => shell.kept).toEqual({ ...kept, tray: true });
  settings.setTray(false);
  await expect.poll(() => shell.kept).toEqual({ ...kept, tray: false });
});

test('another language or theme leaves everything else as it was', async () => {
  const kept: Settings = { theme: 'dark', language: 'de', recent: ['hund'], saved: [{ text: 'boot', filters: {} }] };
  const { settings, shell } = await open(kept);
  await settings.chooseLanguage('fr');
  await expect.poll(() => shell.kept).toEqual({ ...kept, language: 'fr' });
  await settings.chooseLanguage(undefined);
  settings.chooseTheme('light');
  const { language: _none, ...others } = kept;
  await expect.poll(() => shell.kept).toEqual({ ...others, theme: 'light' });
});

test('everything that was chosen is as at first again, the words too', async () => {
  const kept: Settings = {
    theme: 'dark',
    language: 'de',
    tray: true,
    recent: ['hund'],
    saved: [{ text: 'boot', filters: {} }],
  };
  const { settings, shell } = await open(kept);
  await settings.reset();
  await expect.poll(() => shell.kept).toEqual({ theme: 'system', recent: [] });
  expect([settings.isDark, settings.language, settings.recent, settings.saved, settings.tray]).toEqual([
    false,
    undefined,
    [],
    [],
    false,
  ]);
});

test('requests to other machines are counted when that is asked', async () => {
  const { settings } = await open({ theme: 'dark', recent: [] });
  expect(settings.requests).toBeUndefined();
  await settings.countRequests();
  expect(settings.requests).toBe(2);
});

test('what was chosen in another window meanwhile stays', async () => {
  const kept: Settings = { theme: 'dark', recent: ['hund'] };
  const { settings: one, shell } = await open(kept);
  const { settings: other } = await open(kept, shell);
  const boat = { text: 'boat', filters: {} };
  one.toggleSaved(boat);
  await expect.poll(() => shell.kept.saved).toEqual([boat]);
  other.remember('katze');
  other.chooseTheme('light');
  await expect.poll(() => shell.kept).toEqual({ theme: 'light', recent: ['katze', 'hund'], saved: [boat] });
  expect(other.saved).toEqual([boat]);
});

test('what cannot be kept holds in the window, and is kept with the next change that can be', async () => {
  const { settings, shell } = await open({ theme: 'light', recent: [] });
  shell.isFull = true;
  settings.chooseTheme('dark');
  await new Promise((done) => setTimeout(done, 20));
  settings.remember('hund');
  await new Promise((done) => setTimeout(done, 20));
  expect([settings.theme, settings.recent, shell.kept.theme]).toEqual(['dark', ['hund'], 'light']);
  shell.isFull = false;
  settings.remember('katze');
  await expect.poll(() => shell.kept).toEqual({ theme: 'dark', recent: ['katze', 'hund'] });
});

test('a language that was chosen in another window is spoken in this one with its next change', async () => {
  const { settings: one, shell } = await open({ theme: 'light', recent: [] });
  const { settings: other } = await open({ theme: 'light', recent: [] }, shell);
  await one.chooseLanguage('de');
  await expect.poll(() => shell.kept.language).toBe('de');
  const spoken: (string | undefined)[] = [];
  vi.spyOn(Texts.prototype, 'choose').mockImplementation((language) => {
    spoken.push(language);
    return Promise.resolve();
  });
  other.chooseTheme('dark');
  await expect.poll(() => spoken).toEqual(['de']);
  vi.restoreAllMocks();
});
