import { expect, test } from 'vitest';
import { Power } from './power.ts';

test('less is asked for once, for as long as it is so', () => {
  const asked: [string, AbortSignal][] = [];
  const power = new Power((how, until) => asked.push([how, until]));
  power.onBattery(false);
  expect(asked).toEqual([]);
  power.onBattery(true);
  power.onBattery(true);
  power.asleep(true);
  const held = () => asked.map(([how, until]) => [how, !until.aborted]);
  expect(held()).toEqual([
    ['gently', true],
    ['rest', true],
  ]);
  power.asleep(false);
  power.asleep(false);
  expect(held()).toEqual([
    ['gently', true],
    ['rest', false],
  ]);
  power.onBattery(false);
  power.onBattery(true);
  expect(held()).toEqual([
    ['gently', false],
    ['rest', false],
    ['gently', true],
  ]);
});
