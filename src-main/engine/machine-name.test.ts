import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { ownId } from './machine-name.ts';

const mac = `+-o J316sAP  <class IOPlatformExpertDevice, id 0x100000227, registered, matched, active, busy 0>
    {
      "IOPolledInterface" = "AppleARMWatchdogTimerHibernateHandler is not serializable"
      "IOPlatformUUID" = "564D6A5F-0000-0000-0000-000000000000"
      "IOPlatformSerialNumber" = "C02"
    }`;
const windows =
  '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    4d36e96e-e325-11ce-bfc1-08002be10318\r\n\r\n';

test('a machine is known by what no network and nobody renames', () => {
  expect(ownId('darwin', () => mac)).toBe('564D6A5F-0000-0000-0000-000000000000');
  expect(ownId('win32', () => windows)).toBe('4d36e96e-e325-11ce-bfc1-08002be10318');
});

test('where the system does not tell it is known by its name', () => {
  expect(ownId('darwin', () => 'nothing')).toBe(hostname());
  const missing = () => {
    throw new Error('ENOENT');
  };
  expect(ownId('win32', missing)).toBe(hostname());
});
