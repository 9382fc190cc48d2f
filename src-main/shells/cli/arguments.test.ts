import { expect, test } from 'vitest';
import { readArguments, UsageError } from './arguments.ts';

test.each([
  [[], { name: 'help' }],
  [['search', 'x', '--help'], { name: 'help' }],
  [['-V'], { name: 'version' }],
  [
    ['index', 'a', 'b', '--library', 'l'],
    { name: 'index', places: { library: 'l' }, folders: ['a', 'b'], acceptMissing: false, json: false },
  ],
  [
    ['search', 'two', 'words', '-k', '5', '--lang', 'de', '--json', '--pack', 'p'],
    { name: 'search', places: { pack: 'p' }, query: 'two words', language: 'de', limit: 5, json: true },
  ],
  [['search', '--stdin', '--json'], { name: 'search', places: {}, query: undefined, limit: 20, json: true }],
  [['search', '--', '--odd'], { name: 'search', places: {}, query: '--odd', limit: 20, json: false }],
  [['status', '--json'], { name: 'status', places: {}, json: true }],
])('%j is understood', (args, command) => {
  expect(readArguments(args)).toEqual(command);
});

test.each([
  [['serch']],
  [['index']],
  [['index', 'a', '--nonsense']],
  [['search']],
  [['search', 'x', '-k', 'many']],
  [['search', 'x', '-k', '0']],
  [['search', 'x', '-k', '1.5']],
  [['search', '--stdin']],
  [['search', 'x', '--stdin', '--json']],
  [['doctor', 'x']],
])('%j is misuse, told in one line', (args) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(/^.+$/);
});
