import { expect, test } from 'vitest';
import type { Mode } from '../contract/index.ts';
import { effortOf, type Effort } from './effort.ts';
import type { Library } from './library/library.ts';
import { Throttle } from './throttle.ts';

/** Over a library that keeps its settings in a map. */
function throttling(mode: Mode) {
  const kept = new Map<string, string>([['mode', mode]]);
  const settings = {
    get: (name: string) => kept.get(name),
    set: (name: string, value: string) => kept.set(name, value),
  };
  const library = { settings } as unknown as Library;
  const adjusted: Effort[] = [];
  const throttle = new Throttle({ library: () => library, adjust: (effort) => adjusted.push(effort) });
  return { throttle, library, adjusted };
}

test('less is taken until the last who asked for it does no more, and the mode stays', async () => {
  const { throttle, adjusted } = throttling('balanced');
  const [one, other] = [new AbortController(), new AbortController()];
  const eased = [throttle.ease(one.signal), throttle.ease(other.signal)];
  expect([throttle.effort(), throttle.mode, throttle.isEased]).toEqual([effortOf('gentle'), 'balanced', true]);
  one.abort();
  await eased[0];
  expect(throttle.isEased).toBe(true);
  other.abort();
  await eased[1];
  expect([throttle.effort(), throttle.isEased]).toEqual([effortOf('balanced'), false]);
  expect([adjusted[0], adjusted.at(-1)]).toEqual([effortOf('gentle'), effortOf('balanced')]);
});

test('what a person chose for itself holds, then and meanwhile', () => {
  const { throttle, library, adjusted } = throttling('full');
  void throttle.ease(new AbortController().signal);
  expect([throttle.effort(), throttle.isEased]).toEqual([effortOf('full'), false]);
  throttle.choose(library, 'balanced');
  expect([throttle.mode, adjusted.at(-1)]).toEqual(['balanced', effortOf('gentle')]);
});
