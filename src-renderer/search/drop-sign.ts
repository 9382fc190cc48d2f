import { cutOut, readSigns } from '../../src-main/contract/index.ts';

/**
 * The query without `-words` or `-"some words"` (`also`: with a plus), as the engine reads them; undefined where it says in
 * another way what is not wanted, which only a person can take out of their sentence.
 */
export function dropSign(query: string, kind: 'also' | 'without', words: string): string | undefined {
  const signed = readSigns(query).filter((sign) => sign.kind === kind && sign.words === words);
  return signed.length === 0 ? undefined : cutOut(query, signed);
}
