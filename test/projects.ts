/**
 * Tests that put modules in the place of others (`vi.mock`): each has a process of its own. All other unit tests share one,
 * for starting one for each takes as long as the tests do.
 */
export const alone = [
  'src-main/engine/get-listed-pack.test.ts',
  'src-main/engine/held-downloads.test.ts',
  'src-main/engine/held-files.test.ts',
  'src-main/engine/look-at-paths.test.ts',
  'src-main/engine/media/decoder.test.ts',
  'src-main/engine/packs/import-pack.test.ts',
  'src-main/engine/packs/machine.test.ts',
  'src-main/engine/pipeline/scan-placeholders.test.ts',
  'src-main/engine/pipeline/watch-folder.test.ts',
];

/** Tests that run FFmpeg over many films: a minute of the processor's, which `npm run check` leaves to `npm test`. */
export const films = ['decode-video', 'look-at-video', 'read-words', 'seek-point', 'stream-video'].map(
  (name) => `src-main/engine/media/${name}.test.ts`,
);
