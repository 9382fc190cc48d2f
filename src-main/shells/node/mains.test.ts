import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followMains, isOnBattery } from './mains.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-mains-'));
  vi.stubEnv('POLYLENS_POWER_SUPPLY', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

function supply(name: string, facts: Record<string, string>): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [fact, value] of Object.entries(facts)) writeFileSync(join(folder, name, fact), `${value}\n`);
}

const battery = (status: string) => supply('BAT0', { type: 'Battery', status });
const plug = (online: string) => supply('AC', { type: 'Mains', online });

test('only a machine that its own battery feeds is on its battery', () => {
  expect(isOnBattery(join(folder, 'nowhere'))).toBe(false);
  expect(isOnBattery()).toBe(false);
  battery('Discharging');
  expect(isOnBattery()).toBe(true);
  plug('0');
  expect(isOnBattery()).toBe(true);
  // Full, or a weak plug that the battery helps.
  battery('Not charging');
  expect(isOnBattery()).toBe(false);
  battery('Discharging');
  plug('1');
  expect(isOnBattery()).toBe(false);
});

test('the battery of a mouse, and a plug of the USB kind', () => {
  supply('hidpp_battery_0', { type: 'Battery', status: 'Discharging', scope: 'Device' });
  expect(isOnBattery()).toBe(false);
  battery('Discharging');
  supply('ucsi-source-psy-1', { type: 'USB', online: '1' });
  expect(isOnBattery()).toBe(false);
});

test('less is asked for while it is so, and no more when the following ends', () => {
  vi.useFakeTimers();
  const asked: AbortSignal[] = [];
  const end = followMains((how, until) => {
    expect(how).toBe('gently');
    asked.push(until);
  }, 1000);
  const held = () => asked.map(({ aborted }) => !aborted);
  expect(held()).toEqual([]);
  battery('Discharging');
  vi.advanceTimersByTime(1000);
  expect(held()).toEqual([true]);
  battery('Charging');
  vi.advanceTimersByTime(1000);
  expect(held()).toEqual([false]);
  battery('Discharging');
  vi.advanceTimersByTime(1000);
  end();
  expect(held()).toEqual([false, false]);
});
