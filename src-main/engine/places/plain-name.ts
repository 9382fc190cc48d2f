/** Letters that are written with others where a keyboard lacks them, and are no others with an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ə: 'e',
  ǝ: 'e',
};

/**
 * Accents of Latin, Greek and Cyrillic letters, points of Hebrew and Arabic. Other scripts' marks are vowels, without which Guinea
 * is Kenya in Tamil.
 */
const accents = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670]/gu;

/** Letters without case and accents, and nothing between words but one space. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(accents, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþħıəǝ]/gu, (letter) => plainLetters[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
