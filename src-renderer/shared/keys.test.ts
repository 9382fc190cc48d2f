import { expect, test } from 'vitest';
import { digitOf, isComposing, keyOf, starsOf } from './keys.ts';

test.each([
  [{ key: 'f', code: 'KeyF' }, 'f'],
  [{ key: 'F', code: 'KeyF' }, 'f'],
  // AZERTY: what is printed on the key counts.
  [{ key: 'a', code: 'KeyQ' }, 'a'],
  // Arabic, Russian, and Japanese while it composes: the place counts.
  [{ key: 'ب', code: 'KeyF' }, 'f'],
  [{ key: 'а', code: 'KeyF' }, 'f'],
  [{ key: 'Process', code: 'KeyF' }, 'f'],
  [{ key: '=', code: 'Digit0' }, '='],
  [{ key: '?', code: 'Slash' }, '?'],
  [{ key: ',', code: 'KeyM' }, ','],
  [{ key: 'ArrowLeft', code: 'ArrowLeft' }, 'ArrowLeft'],
])('the key %o is %s', (event, name) => {
  expect(keyOf(event)).toBe(name);
});

test('the key that a Mac deletes with is the one for it', () => {
  const key = { key: 'Backspace', code: 'Backspace' };
  expect([keyOf(key, true), keyOf(key, false)]).toEqual(['Delete', 'Backspace']);
});

test.each([
  [{ isComposing: true, keyCode: 40 }, true],
  // Safari's Enter that ends it.
  [{ isComposing: false, keyCode: 229 }, true],
  [{ isComposing: false, keyCode: 13 }, false],
])('%o is a key of an input method: %s', (event, own) => {
  expect(isComposing(event)).toBe(own);
});

test.each([
  // French and Arabic write other signs there.
  [{ key: '"', code: 'Digit3', shiftKey: false }, '3'],
  [{ key: '٣', code: 'Digit3', shiftKey: false }, '3'],
  [{ key: '#', code: 'Digit3', shiftKey: true }, undefined],
  [{ key: 'd', code: 'KeyD', shiftKey: false }, undefined],
])('the key %o has the digit %s', (event, digit) => {
  expect(digitOf(event)).toBe(digit);
});

test.each([
  [{ key: '3', code: 'Digit3', shiftKey: false }, 3],
  [{ key: '0', code: 'Numpad0', shiftKey: false }, 0],
  [{ key: '"', code: 'Digit3', shiftKey: false }, 3],
  // Where digits are behind Shift.
  [{ key: '5', code: 'Digit5', shiftKey: true }, 5],
  [{ key: '%', code: 'Digit5', shiftKey: true }, undefined],
  [{ key: '7', code: 'Digit7', shiftKey: false }, undefined],
  [{ key: 'a', code: 'KeyA', shiftKey: false }, undefined],
])('the key %o gives %s stars', (event, stars) => {
  expect(starsOf(event)).toBe(stars);
});
