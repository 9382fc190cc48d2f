/**
 * The query without `-words` or `-"some words"`, as the engine reads them; undefined where it says in another way what is not
 * wanted, which only a person can take out of their sentence.
 */
export function dropMinus(query: string, words: string): string | undefined {
  const literal = words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const minus = new RegExp(String.raw`(?<=^|\s)[-−–](?:"\s*${literal}\s*"|${literal})(?=\s|$)`, 'giu');
  const rest = query.replaceAll(minus, '');
  return rest === query ? undefined : rest.replaceAll(/\s+/g, ' ').trim();
}
