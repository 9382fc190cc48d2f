import type { Texts } from '../texts/texts.svelte.ts';
import type { Refusal } from './provider-state.svelte.ts';

/** Why a provider does not run the model, in the person's language. */
export function verdict(texts: Texts, { why, detail }: Refusal): string {
  const measured = (digits: number) => texts.number(Number(detail), { maximumFractionDigits: digits });
  if (why === 'slow' || why === 'slower') return texts.say(`provider.why.${why}`, { times: measured(1) });
  if (why === 'wrong') return texts.say('provider.why.wrong', { detail: measured(4) });
  return texts.say(`provider.why.${why}`);
}

/** What a program said when it failed; of others the verdict has all there is. */
export function saidOf({ why, detail }: Refusal): string | undefined {
  return ['failed', 'died', 'hung', 'unfinished', 'lost'].includes(why) ? detail : undefined;
}
