import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packed, unpacked } from './packed.ts';

test('files come out as they went in, whatever the bytes of their names', () => {
  const file = fc.record({
    path: fc.uint8Array({ minLength: 1, max: 255 }).map((bytes) => Buffer.from(bytes.map((byte) => byte || 1))),
    size: fc.maxSafeNat(),
    modifiedMs: fc.double({ noNaN: true }),
    changedMs: fc.double({ noNaN: true }),
    beside: fc.maxSafeNat(),
  });
  fc.assert(
    fc.property(fc.array(file), (files) => {
      const named = files.map(({ path, ...facts }) => ({ name: path.toString('latin1'), ...facts }));
      expect(unpacked(packed(named))).toEqual(files);
    }),
  );
});
