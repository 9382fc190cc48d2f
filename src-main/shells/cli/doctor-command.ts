import { PolylensError, type Client, type Output } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import { runnerLines } from './runner-words.ts';
import type { Terminal } from './terminal.ts';

type PackCheck = Output<'pack.check'>;
type LibraryCheck = Output<'library.check'>;

/**
 * Verifies the model pack (its files by hash, its vectors by computing them again on this machine) and the library, when
 * there is one; 3 when something is wrong with that.
 */
export async function doctorCommand(
  client: Client,
  { json }: Extract<Command, { name: 'doctor' }>,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const pack = await client.call('pack.check', {});
  // What is slow is told when it is done, not after the library.
  if (!json) for (const line of packLines(pack)) terminal.out(line);
  const library = await checkLibrary(client);
  if (json) terminal.out(JSON.stringify(doctorJson(pack, library)));
  else if (library) for (const line of libraryLines(library)) terminal.out(line);
  if (!library || library.faults.length === 0) return 0;
  terminal.talk(
    'polylens index keeps a damaged library aside and makes it anew; an index at fault is made anew once its folder is deleted',
  );
  return 3;
}

function packLines({ pack, languages, texts, images, worstText, worstImage, runner }: PackCheck): string[] {
  return [
    `pack       ${pack}, every file as published`,
    `languages  ${languages.join(' ')}`,
    `texts      ${texts} test vectors agree (lowest cosine ${worstText.toFixed(5)})`,
    `images     ${images} test vectors agree (lowest cosine ${worstImage.toFixed(5)})`,
    ...runnerLines(runner).map((line, at) => `${at === 0 ? 'model      ' : '           '}${line}`),
  ];
}

function libraryLines({ vectors, asked, found, faults }: LibraryCheck): string[] {
  const sound = [`library    ${vectors} vectors and every page of the database are sound`];
  return [
    ...(faults.length > 0 ? faults.map((fault) => `fault      ${fault}`) : sound),
    `index      finds ${found} of ${asked} vectors it was asked for`,
  ];
}

function doctorJson({ worstText, worstImage, ...pack }: PackCheck, library: LibraryCheck | undefined) {
  return { ...pack, worst_text: worstText, worst_image: worstImage, ...(library ? { library } : {}) };
}

async function checkLibrary(client: Client): Promise<LibraryCheck | undefined> {
  try {
    return await client.call('library.check', {});
  } catch (thrown) {
    if (thrown instanceof PolylensError && thrown.code === 'library.missing') return undefined;
    throw thrown;
  }
}
