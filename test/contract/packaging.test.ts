import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('what is packed is the Electron that the product is tried in', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const [, packed] = /^electronVersion: (\S+)$/mu.exec(read('packaging/electron-builder.yml')) ?? [];
  expect(packed).toBe(devDependencies['electron']);
});
