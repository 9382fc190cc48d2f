import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { UsageError } from './options.ts';

test.each([
  [[], { name: 'help' }],
  [['search', 'x', '--help'], { name: 'help' }],
  [['-V'], { name: 'version' }],
  [
    ['index', 'a', 'b', '--library', 'l'],
    { name: 'index', places: { library: 'l' }, folders: ['a', 'b'], acceptMissing: false, watch: false, json: false },
  ],
  [
    ['search', 'two', 'words', '-k', '5', '--lang', 'de', '--json', '--pack', 'p'],
    {
      name: 'search',
      places: { pack: 'p' },
      query: 'two words',
      language: 'de',
      filters: {},
      limit: 5,
      moments: 3,
      all: false,
      json: true,
    },
  ],
  [
    ['search', '--stdin', '--json'],
    { name: 'search', places: {}, query: undefined, filters: {}, limit: 20, moments: 3, all: false, json: true },
  ],
  [
    ['search', 'x', '--from', '2019', '--to', '2019-08-03', '--camera', 'D70', '--rating', '3'],
    {
      name: 'search',
      places: {},
      query: 'x',
      filters: { from: '2019', to: '2019-08-03', camera: 'D70', rating: 3 },
      limit: 20,
      moments: 3,
      all: false,
      json: false,
    },
  ],
  [
    ['search', 'x', '--all'],
    { name: 'search', places: {}, query: 'x', filters: {}, limit: 20, moments: 3, all: true, json: false },
  ],
  [
    ['export', 'a@b.mp4@01:02:03.5', 'clip.mkv', '--seconds', '2.5'],
    { name: 'export', places: {}, path: 'a@b.mp4', at: 3_723_500, length: 2500, target: 'clip.mkv' },
  ],
  [
    ['export', 'a.mp4@83', 'still.jpg'],
    { name: 'export', places: {}, path: 'a.mp4', at: 83_000, length: undefined, target: 'still.jpg' },
  ],
  [
    ['search', '--', '--odd'],
    { name: 'search', places: {}, query: '--odd', filters: {}, limit: 20, moments: 3, all: false, json: false },
  ],
  [
    ['search', 'x', '--kind', 'video', '--moments', '5'],
    {
      name: 'search',
      places: {},
      query: 'x',
      filters: { kind: 'video' },
      limit: 20,
      moments: 5,
      all: false,
      json: false,
    },
  ],
  [
    ['search', 'x', '--folder', '/photos/2019/'],
    {
      name: 'search',
      places: {},
      query: 'x',
      filters: { folder: '/photos/2019' },
      limit: 20,
      moments: 3,
      all: false,
      json: false,
    },
  ],
  [
    ['search', 'x', '--favourites', '--collection', ' Summer '],
    {
      name: 'search',
      places: {},
      query: 'x',
      filters: { favourites: true, collection: 'Summer' },
      limit: 20,
      moments: 3,
      all: false,
      json: false,
    },
  ],
  [
    ['copy', '/out', 'a', 'boat', '-k', '5', '--json'],
    { name: 'copy', places: {}, folder: '/out', query: 'a boat', filters: {}, limit: 5, json: true },
  ],
  [
    ['copy', '/out', '--favourites'],
    {
      name: 'copy',
      places: {},
      folder: '/out',
      query: undefined,
      filters: { favourites: true },
      limit: undefined,
      json: false,
    },
  ],
  [['serve'], { name: 'serve', places: {} }],
  [['eval', 'set', '--json'], { name: 'eval', pack: undefined, folder: 'set', captions: undefined, json: true }],
  [['completion', 'fish'], { name: 'completion', shell: 'fish' }],
  [['index'], { name: 'index', places: {}, folders: [], acceptMissing: false, watch: false, json: false }],
  [['index', '--watch'], { name: 'index', places: {}, folders: [], acceptMissing: false, watch: true, json: false }],
  [['roots'], { name: 'roots', places: {}, json: false, action: 'list' }],
  [
    ['roots', 'add', 'a', '--exclude', '*.png', '--exclude', 'raw/'],
    { name: 'roots', places: {}, json: false, action: 'add', folder: 'a', exclude: ['*.png', 'raw/'] },
  ],
  [
    ['roots', 'remove', 'a', '--forget', '--library', 'l'],
    { name: 'roots', places: { library: 'l' }, json: false, action: 'remove', folder: 'a', items: 'forget' },
  ],
  [['library'], { name: 'library', places: {}, json: false, action: 'place' }],
  [
    ['library', 'portable', 'd'],
    { name: 'library', places: { library: join('d', '.polylens') }, json: false, action: 'portable', drive: 'd' },
  ],
  [
    ['library', 'portable', 'd', '--library', './d/'],
    { name: 'library', places: { library: join('d', '.polylens') }, json: false, action: 'portable', drive: 'd' },
  ],
  [
    ['library', 'portable', 'd', '--library', 'd/mine', '--json'],
    { name: 'library', places: { library: 'd/mine' }, json: true, action: 'portable', drive: 'd' },
  ],
  [
    ['library', 'copy', 'd', '--pack', 'p'],
    { name: 'library', places: { pack: 'p' }, json: false, action: 'copy', drive: 'd' },
  ],
  [['roots', 'keep', 'a'], { name: 'roots', places: {}, json: false, action: 'answer', folder: 'a', gone: 'keep' }],
  [['packs'], { name: 'packs', places: {}, json: false, action: 'list' }],
  [
    ['packs', 'import', 'f', '--library', 'l'],
    { name: 'packs', places: { library: 'l' }, json: false, action: 'import', folder: 'f' },
  ],
  [
    ['packs', 'catalogue', '--language', 'de'],
    { name: 'packs', places: {}, json: false, action: 'catalogue', language: 'de' },
  ],
  [
    ['packs', 'get', 'https://a/pack.json', '--yes'],
    { name: 'packs', places: {}, json: false, action: 'get', from: 'https://a/pack.json', agreed: true },
  ],
  [['packs', 'use', 'p', '--now'], { name: 'packs', places: {}, json: false, action: 'use', pack: 'p', now: true }],
  [['packs', 'remove', 'p'], { name: 'packs', places: {}, json: false, action: 'remove', pack: 'p', vectors: false }],
  [
    ['packs', 'compare', 'p', 'red', 'a boat', '--json'],
    { name: 'packs', places: {}, json: true, action: 'compare', pack: 'p', queries: ['red', 'a boat'] },
  ],
  [['pause'], { name: 'pause', places: {}, json: false }],
  [['doctor', '--json'], { name: 'doctor', places: {}, json: true }],
  [['mode'], { name: 'mode', places: {}, mode: undefined, json: false }],
  [['mode', 'gentle', '--json'], { name: 'mode', places: {}, mode: 'gentle', json: true }],
  [['status', '--json'], { name: 'status', places: {}, json: true }],
])('%j is understood', (args, command) => {
  expect(readArguments(args)).toEqual(command);
});

test.each([
  [['serch']],
  [['library', 'place', 'x']],
  [['library', 'portable']],
  [['library', 'copy', 'a', 'b']],
  [['library', 'burn', 'a']],
  [['roots', 'list', 'x']],
  [['roots', 'add']],
  [['roots', 'add', 'a', 'b']],
  [['roots', 'remove', 'a']],
  [['roots', 'remove', 'a', '--forget', '--remember']],
  [['roots', 'mend', 'a']],
  [['packs', 'list', 'x']],
  [['packs', 'use']],
  [['packs', 'get']],
  [['packs', 'catalogue', 'de']],
  [['packs', 'use', 'p', '--pack', 'q']],
  [['packs', 'import', 'a', 'b']],
  [['packs', 'compare', 'p']],
  [['packs', 'burn', 'p']],
  [['pause', 'x']],
  [['mode', 'turbo']],
  [['index', 'a', '--nonsense']],
  [['search']],
  [['search', 'x', '-k', 'many']],
  [['search', 'x', '-k', '0']],
  [['search', 'x', '-k', '1.5']],
  [['search', 'x', '--from', 'yesterday']],
  [['search', 'x', '--to', '2019-02-30']],
  [['search', 'x', '--to', '2019-13']],
  [['search', 'x', '--from', '2020', '--to', '2019']],
  [['search', 'x', '--from', '2019-08-03', '--to', '2019-07']],
  [['copy', '/out', '--from', '2019-08-03', '--to', '2019-08-02']],
  [['search', 'x', '--kind', 'photo', '--length', '>30s']],
  [['search', 'x', '--rating', '6']],
  [['search', 'x', '--camera', ' ']],
  [['search', 'x', '--place', ' ']],
  [['search', 'x', '--collection', ' ']],
  [['search', '--stdin']],
  [['copy']],
  [['copy', '/out']],
  [['search', 'x', '--stdin', '--json']],
  [['doctor', 'x']],
  [['eval']],
  [['completion']],
  [['completion', 'csh']],
  [['constructor']],
  [['export', 'a.mp4@1']],
  [['export', 'a.mp4', 'b.mp4']],
  [['export', 'a.mp4@x', 'b.mp4']],
  [['export', '@1', 'b.mp4']],
  [['export', 'a.mp4@1', 'b.mp4', '--seconds', '0']],
])('%j is misuse, told in one line', (args) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(/^.+$/);
});

test.each([
  ['2019', '2019'],
  ['2019', '2019-03'],
  ['2019-08', '2019'],
  ['2019-08-03', '2019-08'],
  ['2019-12-31', '2020'],
])('from %s to %s is a time', (from, to) => {
  expect(readArguments(['search', 'x', '--from', from, '--to', to])).toMatchObject({ filters: { from, to } });
});

test.each([
  ['--limit', "Unknown option '--limit', but --count is one"],
  ['--until', "Unknown option '--until', but --to is one"],
  ['--momnts', "Unknown option '--momnts', but --moments is one"],
  ['--caemra', "Unknown option '--caemra', but --camera is one"],
  ['--ratings', "Unknown option '--ratings', but --rating is one"],
  ['--quite-another', "Unknown option '--quite-another'"],
  ['-dog', "Unknown option '-d'; words that begin with - go behind --"],
])('%s is told with what may be meant', (option, told) => {
  expect(() => readArguments(['search', 'x', option])).toThrow(new UsageError(told));
});
