import { expect, test } from 'vitest';
import { defaultLibrary } from './places.ts';

const home = '/home/ana';

test('the library lies where the platform keeps data', () => {
  const on = (platform: NodeJS.Platform, env = {}) => defaultLibrary({ platform, home, env });
  expect(on('linux')).toBe('/home/ana/.local/share/polylens/library');
  expect(on('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/polylens/library');
  expect(on('linux', { XDG_DATA_HOME: 'relative' })).toBe('/home/ana/.local/share/polylens/library');
  expect(on('darwin')).toBe('/home/ana/Library/Application Support/Polylens/library');
});
