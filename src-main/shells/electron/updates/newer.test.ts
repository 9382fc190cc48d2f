import { expect, test } from 'vitest';
import { isNewer } from './newer.ts';

/** As semver.org orders its own example, with what this project's versions look like. */
const inOrder = [
  '0.9.0',
  '0.10.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1-dev.9.g1a2b3c4',
  '1.0.1-dev.10.g0000000',
  '1.0.1',
];

test('every version is newer than all before it, and than none after it', () => {
  for (const [at, one] of inOrder.entries())
    for (const [against, other] of inOrder.entries())
      expect([one, other, isNewer(one, other)]).toEqual([one, other, at > against]);
});

test('what is no version is never newer', () => {
  for (const odd of ['', 'v2.0.0', '2.0', '2.0.0 ', '99', 'latest']) expect(isNewer(odd, '1.0.0')).toBe(false);
  expect(isNewer('2.0.0', 'unknown')).toBe(false);
});
