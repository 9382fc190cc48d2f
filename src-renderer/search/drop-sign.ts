const signs = { without: '[-−–]', also: '[+＋]' };

/**
 * The query without `-words` or `-"some words"` (`also`: with a plus), as the engine reads them; undefined where it says in
 * another way what is not wanted, which only a person can take out of their sentence.
 */
export function dropSign(query: string, kind: keyof typeof signs, words: string): string | undefined {
  const literal = words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const signed = new RegExp(
    String.raw`(?<=^|\s)${signs[kind]}(?:"\s*${literal}\s*"|${literal})[,;،、]*(?=\s|$)`,
    'giu',
  );
  const rest = query.replaceAll(signed, '');
  return rest === query ? undefined : rest.replaceAll(/\s+/g, ' ').trim();
}
