import { expect, test } from 'vitest';
import { WayBack } from './way-back.ts';

/** Over a history that says what was asked of it. */
function over() {
  const asked: string[] = [];
  const way = new WayBack({ pushState: () => void asked.push('on'), back: () => void asked.push('back') });
  return { way, asked };
}

test('the way back closes what lies over the photos, once', () => {
  const { way, asked } = over();
  way.keep(true);
  expect([way.went(), way.went()]).toEqual([true, false]);
  way.keep(false);
  expect(asked).toEqual(['on']);
});

test('what is closed otherwise leaves nothing behind in the history', () => {
  const { way, asked } = over();
  way.keep(true);
  way.keep(false);
  expect([way.went(), asked]).toEqual([false, ['on', 'back']]);
});

test('what is opened before the history has gone back stays', () => {
  const { way, asked } = over();
  way.keep(true);
  way.keep(false);
  way.keep(true);
  expect([way.went(), way.went()]).toEqual([false, true]);
  expect(asked).toEqual(['on', 'back', 'on']);
});

test('what lies below what was closed has its own way back', () => {
  const { way, asked } = over();
  way.keep(true);
  expect(way.went()).toBe(true);
  way.keep(true);
  expect([way.went(), asked]).toEqual([true, ['on', 'on']]);
});
