import { PolylensError } from '../contract/index.ts';
import { pixelsOf } from './media/pixels-of.ts';
import type { Model } from './models.ts';
import { withFile } from './picture-file.ts';
import type { SearchParts } from './search-pictures.ts';
import { everydayNames } from './search/everyday-names.ts';
import type { Embedding } from './values.ts';

/** How words and pictures become vectors of one pack. The text encoder is started, the rest when it is needed. */
export async function eyesOf(
  model: Model,
  library: string,
  signal: AbortSignal,
): Promise<Pick<SearchParts, 'languages' | 'named' | 'embedText' | 'embedFile' | 'embedPicture' | 'calibration'>> {
  const encoder = await model.textEncoder();
  const { languages, text } = await model.pack();
  const measured = Object.keys(languages);
  const embedFile = (path: string) => embedFileBy(model, path, signal);
  return {
    // Where nobody measured, a query may be in any that we can tell.
    languages: measured.length > 0 ? measured : Object.keys(everydayNames),
    ...(text.languagePrefix ? { named: Object.keys(text.languagePrefix) } : {}),
    embedText: (words, language) => encoder.embed(words, language),
    embedFile,
    calibration: await model.calibration(),
    embedPicture: (bytes) => withFile(library, bytes, embedFile),
  };
}

async function embedFileBy(model: Model, path: string, signal: AbortSignal): Promise<Embedding> {
  const pixels = await pixelsOf(path, await model.decoder(), signal);
  const [embedding] = await (await model.imageEncoder()).embed([pixels]);
  if (!embedding) throw new PolylensError('media.unavailable', { path, why: 'the model gave nothing' });
  return embedding;
}
