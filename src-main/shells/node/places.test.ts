import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder, NoPlaceError, resolvePlaces } from './places.ts';

const home = '/home/ana';

test('library and packs lie where the platform keeps data', () => {
  const on = (platform: NodeJS.Platform, env = {}) => dataFolder({ platform, home, env });
  expect(on('linux')).toBe('/home/ana/.local/share/polylens');
  expect(on('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/polylens');
  expect(on('linux', { XDG_DATA_HOME: 'relative' })).toBe('/home/ana/.local/share/polylens');
  expect(on('darwin')).toBe('/home/ana/Library/Application Support/Polylens');
});

test('a drive named as the library is that which goes with it, where it has one and is none itself', () => {
  const drive = mkdtempSync(join(tmpdir(), 'polylens-places-'));
  const holds = (folder: string) => writeFileSync(join(folder, 'library.sqlite'), '');
  expect(resolvePlaces({ library: drive }).library).toBe(drive);
  mkdirSync(join(drive, '.polylens'));
  expect(resolvePlaces({ library: drive }).library).toBe(drive);
  holds(join(drive, '.polylens'));
  expect(resolvePlaces({ library: drive }).library).toBe(join(drive, '.polylens'));
  expect(resolvePlaces({ library: join(drive, '.polylens') }).library).toBe(join(drive, '.polylens'));
  holds(drive);
  expect(resolvePlaces({ library: drive }).library).toBe(drive);
  rmSync(drive, { recursive: true, force: true });
});

test.each(['', 'ana', './ana'])('a home of %j is no place to keep anything in', (odd) => {
  const on = (platform: NodeJS.Platform, env = {}) => dataFolder({ platform, home: odd, env });
  expect(() => on('linux')).toThrow(NoPlaceError);
  expect(() => on('linux', { XDG_DATA_HOME: 'relative' })).toThrow(NoPlaceError);
  expect(() => on('darwin')).toThrow(NoPlaceError);
  expect(on('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/polylens');
});
