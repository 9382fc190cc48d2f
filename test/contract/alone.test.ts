import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { alone } from '../projects.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('just those tests have a process of their own that put modules in the place of others', () => {
  const mocking = ['src-main', 'test/contract']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.test.ts') && /^vi\.(?:do)?mock\(/mu.test(readFileSync(join(root, path), 'utf8')));
  expect(mocking.toSorted()).toEqual(alone);
});
