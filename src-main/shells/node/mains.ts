import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Power, type Ease } from './power.ts';

/** Where Linux tells of what feeds the machine (Documentation/ABI/testing/sysfs-class-power); elsewhere there is none. */
const supplies = '/sys/class/power_supply';
const lookEveryMs = 30_000;

/** Does the machine run on its battery? `folder`: where another tells of it, as tests do. */
export function isOnBattery(folder = process.env['POLYLENS_POWER_SUPPLY'] ?? supplies): boolean {
  const found = namesIn(folder).map((name) => (fact: string) => textOf(join(folder, name, fact)));
  // A mouse's battery is told of, too: it feeds a device.
  const own = found.filter((fact) => fact('scope') !== 'Device');
  const isFed = own.some((fact) => fact('type') !== 'Battery' && fact('online') === '1');
  return !isFed && own.some((fact) => fact('type') === 'Battery' && fact('status') === 'Discharging');
}

/** Asks for less for as long as the machine runs on its battery; the returned function ends that. */
export function followMains(ease: Ease, everyMs = lookEveryMs): () => void {
  const power = new Power(ease);
  const look = () => power.onBattery(isOnBattery());
  look();
  const timer = setInterval(look, everyMs).unref();
  return () => {
    clearInterval(timer);
    power.onBattery(false);
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
