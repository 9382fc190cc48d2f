const unspaced = /[\u3040-\u30ff\u3400-\u9fff]/gu;
const thai = /[\u0e00-\u0e7f]/gu;

/**
 * About how many words a query has, as a pack's calibration counts them (`word_count.py` of the lab): what stands between spaces,
 * and for scripts without spaces a word for every two letters of Chinese and Japanese, four of Thai.
 */
export function countWords(text: string): number {
  const parts = text.split(/\s+/u).filter((part) => part !== '');
  return parts.reduce(
    (sum, part) => sum + Math.max(1, Math.ceil(lettersOf(part, unspaced) / 2 + lettersOf(part, thai) / 4)),
    0,
  );
}

function lettersOf(part: string, script: RegExp): number {
  return part.match(script)?.length ?? 0;
}
