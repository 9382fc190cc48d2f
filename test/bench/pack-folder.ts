import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFakePack } from '../fixtures/fake-pack.ts';

const starter = fileURLToPath(new URL('../../models/starter', import.meta.url));

/** The pack that POLYLENS_BENCH_PACK names, or the one that ships; the fake one, whose figures mean little, where it is not there. */
export async function packFolder(temporary: string): Promise<{ folder: string; name: string }> {
  const named = process.env['POLYLENS_BENCH_PACK'];
  if (named !== undefined) return { folder: named, name: named };
  if (existsSync(join(starter, 'pack.json'))) return { folder: starter, name: 'starter pack' };
  const folder = join(temporary, 'pack');
  await writeFakePack(folder);
  return { folder, name: 'FAKE pack: the models cost nothing, so the ratios mean little' };
}
