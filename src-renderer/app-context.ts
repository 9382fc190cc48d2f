import { createContext } from 'svelte';
import type { Texts } from './texts/texts.svelte.ts';

/** The words, which every component needs; all other state is handed down by name. */
export const [useTexts, provideTexts] = createContext<Texts>();
