import { expect, test } from 'vitest';
import { engineEnvironment } from './fork-engine.ts';

test('an engine gives memory back soon, unless a person set that otherwise', () => {
  expect(engineEnvironment({ HOME: '/h' })).toEqual({
    HOME: '/h',
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: '262144',
  });
  expect(engineEnvironment({ MALLOC_ARENA_MAX: '8' })).toMatchObject({ MALLOC_ARENA_MAX: '8' });
});
