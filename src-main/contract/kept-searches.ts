import type { SavedSearch } from './shell-methods.ts';

/** Of searches that are kept. */
export const mostRecent = 12;
export const mostSaved = 200;

/** Of a saved search, whatever the order in which its filters were set. */
export function searchKey({ text, filters, language }: SavedSearch): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return JSON.stringify([text, language, given.toSorted(([one], [other]) => (one < other ? -1 : 1))]);
}
