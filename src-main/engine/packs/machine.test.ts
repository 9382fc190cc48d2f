import type * as nodeFs from 'node:fs';
import { expect, test, vi } from 'vitest';
import { thisMachine } from './machine.ts';

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof nodeFs>();
  const readdirSync = (folder: string) => (folder.endsWith('icd.d') ? ['gone.json'] : fs.readdirSync(folder));
  return { ...fs, readdirSync };
});

test.runIf(process.platform === 'linux')('a driver whose file leads nowhere hinders nothing', async () => {
  expect(await thisMachine().drivers()).toContain('gone.json');
});
