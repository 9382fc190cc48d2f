import { expect, test } from 'vitest';
import { PolylensError, type ErrorCode, type ErrorDetail } from '../../src-main/contract/index.ts';
import { Texts } from '../texts/texts.svelte.ts';
import { failureOf, failureWords, saidOf } from './failure.ts';

async function lineFor(code: ErrorCode, detail: ErrorDetail): Promise<string> {
  const texts = new Texts();
  await texts.choose('en');
  return failureWords(texts, failureOf(new PolylensError(code, detail)));
}

test.each<[ErrorCode, ErrorDetail, string]>([
  [
    'pack.damaged',
    { folder: '/p', file: 'text.onnx' },
    'The model in /p is damaged: text.onnx is not as it should be.',
  ],
  ['pack.no-room', { needed: 2_000_000, free: 1000 }, '2 MB are needed, 1 kB are free.'],
  ['pack.exists', { pack: 'other@1' }, 'That model is there already.'],
  ['pack.in-use', { pack: 'the pack', why: 'named' }, '--pack'],
  ['pack.in-use', { pack: 'other@1', why: 'chosen' }, 'That model is in use.'],
  [
    'pack.download',
    { why: 'status', address: 'https://a.example/x', found: '404' },
    'https://a.example/x does not answer',
  ],
  ['pack.download', { why: 'page', address: 'https://a.example/x' }, 'There is no model at https://a.example/x'],
  ['pack.download', { why: 'something new', address: 'x' }, 'The model could not be downloaded.'],
  ['request.cancelled', {}, 'Stopped. What was downloaded is kept.'],
])('%s %o is one line', async (code, detail, words) => {
  const line = await lineFor(code, detail);
  expect(line).toContain(words);
  expect(line).not.toMatch(/\n|\{\{|undefined/);
});

test('what is no failure of the engine is a fault', () => {
  expect(failureOf(new Error('x'))).toEqual({ code: 'internal', detail: {} });
});

test('what a program said is kept out of the words, for a line of its own', async () => {
  const detail = { folder: '/p', file: 'pack.json', found: 'Invalid key' };
  expect(await lineFor('pack.invalid', detail)).toBe('The model in /p cannot be used: there is a fault in pack.json.');
  expect(saidOf({ code: 'pack.invalid', detail })).toBe('Invalid key');
  expect(saidOf({ code: 'pack.damaged', detail: {} })).toBeUndefined();
});
