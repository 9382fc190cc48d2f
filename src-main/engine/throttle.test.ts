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
  const rests: AbortSignal[] = [];
  const throttle = new Throttle({
    library: () => library,
    adjust: (effort) => adjusted.push(effort),
    rest: (until) => rests.push(until),
  });
  return { throttle, library, adjusted, rests: () => rests.map(({ aborted }) => !aborted) };
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

test('who wants mains power alone has nothing taken on the battery, and all again after it or after another word', async () => {
  const { throttle, library, rests } = throttling('mains');
  expect(throttle.effort()).toEqual(effortOf('balanced'));
  const end = new AbortController();
  const eased = throttle.ease(end.signal);
  const last = new AbortController();
  const other = throttle.ease(last.signal);
  expect([rests(), throttle.isEased]).toEqual([[true], true]);
  throttle.choose(library, 'balanced');
  expect(rests()).toEqual([false]);
  throttle.choose(library, 'mains');
  expect(rests()).toEqual([false, true]);
  end.abort();
  await eased;
  expect(rests()).toEqual([false, true]);
  last.abort();
  await other;
  expect([rests(), throttle.isEased]).toEqual([[false, false], false]);
});
