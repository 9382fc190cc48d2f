import { expect, test } from 'vitest';
import { refusals } from '../../src-main/contract/shapes.ts';
import { languages, Texts } from '../texts/texts.svelte.ts';
import { saidOf, verdict } from './provider-words.ts';

const said = 'CUDA driver version is insufficient\n  at Session.run';

test.for(languages)(
  'in %s each verdict is in the words of the language, without what a program said',
  async (language) => {
    const texts = new Texts();
    await texts.choose(language);
    const words = refusals.map((why) => verdict(texts, { provider: 'cuda', why, detail: '0.5' }));
    expect(new Set(words).size).toBe(refusals.length);
    for (const why of ['failed', 'died', 'hung', 'unfinished', 'lost'] as const) {
      const refusal = { provider: 'cuda', why, detail: said };
      expect(verdict(texts, refusal)).not.toMatch(/CUDA|Session|provider\.|\{\{/);
      expect(saidOf(refusal)).toBe(said);
    }
    expect(saidOf({ provider: 'cuda', why: 'slow', detail: '0.5' })).toBeUndefined();
  },
);

test('what was measured is written as the language does', async () => {
  const texts = new Texts();
  await texts.choose('de');
  expect(verdict(texts, { provider: 'cuda', why: 'wrong', detail: '0.9123' })).toContain('0,9123');
});
