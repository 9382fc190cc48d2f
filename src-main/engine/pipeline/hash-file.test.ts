import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFile } from './hash-file.ts';

test('files of any length are hashed whole, many at a time and again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polylens-hash-'));
  const files = [0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 700_000].map((length, at) => {
    const path = join(folder, String(at));
    const bytes = Buffer.alloc(length, `content ${at}`);
    writeFileSync(path, bytes);
    return { path: Buffer.from(path), hash: createHash('sha256').update(bytes).digest() };
  });
  try {
    for (let round = 0; round < 2; round += 1) {
      expect(await Promise.all(files.map(({ path }) => hashFile(path)))).toEqual(files.map(({ hash }) => hash));
    }
    await expect(hashFile(Buffer.from(join(folder, 'none')))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(hashFile(Buffer.from(folder))).rejects.toMatchObject({ code: 'EISDIR' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
