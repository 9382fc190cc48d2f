import { expect, test } from 'vitest';
import { dataFolder } from './places.ts';

const home = '/home/ana';

test('library and packs lie where the platform keeps data', () => {
  const on = (platform: NodeJS.Platform, env = {}) => dataFolder({ platform, home, env });
  expect(on('linux')).toBe('/home/ana/.local/share/polylens');
  expect(on('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/polylens');
  expect(on('linux', { XDG_DATA_HOME: 'relative' })).toBe('/home/ana/.local/share/polylens');
  expect(on('darwin')).toBe('/home/ana/Library/Application Support/Polylens');
});
