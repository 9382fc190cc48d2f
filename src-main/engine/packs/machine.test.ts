import type * as nodeFs from 'node:fs';
import { expect, test, vi } from 'vitest';
import { driversOfWindows, thisMachine } from './machine.ts';

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof nodeFs>();
  const readdirSync = (folder: string) => (folder.endsWith('icd.d') ? ['gone.json'] : fs.readdirSync(folder));
  return { ...fs, readdirSync };
});

test.runIf(process.platform === 'linux')('a driver whose file leads nowhere hinders nothing', async () => {
  expect(await thisMachine().drivers()).toContain('gone.json');
});

const key = String.raw`HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;
const told = `\r\n${key}\\0000\r\n    DriverVersion    REG_SZ    32.0.15.6094\r\n\r\n${key}\\0001\r\n    DriverVersion    REG_SZ    31.0.101.2111\r\n`;

test('the versions of Windows’ drivers are told, also where a key that nobody may read ends the telling', async () => {
  const versions = ['32.0.15.6094', '31.0.101.2111'];
  const whole = `${told}\r\nEnd of search: 2 match(es) found.\r\n`;
  expect(await driversOfWindows(() => Promise.resolve({ stdout: whole }))).toEqual(versions);
  const denied = Object.assign(new Error('ERROR: Access is denied.'), { code: 1, stdout: told });
  expect(await driversOfWindows(() => Promise.reject(denied))).toEqual(versions);
  expect(await driversOfWindows(() => Promise.reject(new Error('spawn ENOENT')))).toEqual([]);
});
