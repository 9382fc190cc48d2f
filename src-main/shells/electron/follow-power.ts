import { Power } from '../node/power.ts';
import type { EngineKeeper } from '../node/engine-keeper.ts';
import { powerMonitor } from './electron.ts';

/** Not every system tells when the plug is pulled. */
const lookEveryMs = 60_000;

/** Has the engine leave more of the machine alone while it runs on its battery, and rest while it sleeps. */
export function followPower(keeper: EngineKeeper): void {
  const power = new Power((how, until) => keeper.ease(how, until));
  const look = () => power.onBattery(powerMonitor.isOnBatteryPower());
  look();
  setInterval(look, lookEveryMs).unref();
  powerMonitor.on('on-battery', () => power.onBattery(true));
  powerMonitor.on('on-ac', () => power.onBattery(false));
  powerMonitor.on('suspend', () => power.asleep(true));
  powerMonitor.on('resume', () => power.asleep(false));
}
