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
      limit: 20,
      json: false,
    },
  ],
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
  [['roots', 'keep', 'a'], { name: 'roots', places: {}, json: false, action: 'answer', folder: 'a', gone: 'keep' }],
  [['packs'], { name: 'packs', places: {}, json: false, action: 'list' }],
  [
    ['packs', 'import', 'f', '--library', 'l'],
    { name: 'packs', places: { library: 'l' }, json: false, action: 'import', folder: 'f' },
  ],
  [['packs', 'use', 'p', '--now'], { name: 'packs', places: {}, json: false, action: 'use', pack: 'p', now: true }],
  [['packs', 'remove', 'p'], { name: 'packs', places: {}, json: false, action: 'remove', pack: 'p', vectors: false }],
  [
    ['packs', 'compare', 'p', 'red', 'a boat', '--json'],
    { name: 'packs', places: {}, json: true, action: 'compare', pack: 'p', queries: ['red', 'a boat'] },
  ],
  [['pause'], { name: 'pause', places: {} }],
  [['mode'], { name: 'mode', places: {}, mode: undefined }],
  [['mode', 'gentle'], { name: 'mode', places: {}, mode: 'gentle' }],
  [['status', '--json'], { name: 'status', places: {}, json: true }],
])('%j is understood', (args, command) => {
  expect(readArguments(args)).toEqual(command);
});

test.each([
  [['serch']],
  [['roots', 'list', 'x']],
  [['roots', 'add']],
  [['roots', 'add', 'a', 'b']],
  [['roots', 'remove', 'a']],
  [['roots', 'remove', 'a', '--forget', '--remember']],
  [['roots', 'mend', 'a']],
  [['packs', 'list', 'x']],
  [['packs', 'use']],
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
  [['search', 'x', '--rating', '6']],
  [['search', 'x', '--camera', ' ']],
  [['search', 'x', '--collection', ' ']],
  [['search', '--stdin']],
  [['copy']],
  [['copy', '/out']],
  [['search', 'x', '--stdin', '--json']],
  [['doctor', 'x']],
])('%j is misuse, told in one line', (args) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(/^.+$/);
});
