import { PolylensError, type Client, type Output } from '../../contract/index.ts';
import { runnerLines } from './runner-words.ts';
import type { Terminal } from './terminal.ts';

/**
 * Verifies the model pack (its files by hash, its vectors by computing them again on this machine) and the library, when
 * there is one; 3 when something is wrong with that.
 */
export async function doctorCommand(client: Client, { terminal }: { terminal: Terminal }): Promise<number> {
  const { pack, languages, texts, images, worstText, worstImage, runner } = await client.call('pack.check', {});
  terminal.out(`pack       ${pack}, every file as published`);
  terminal.out(`languages  ${languages.join(' ')}`);
  terminal.out(`texts      ${texts} test vectors agree (lowest cosine ${worstText.toFixed(5)})`);
  terminal.out(`images     ${images} test vectors agree (lowest cosine ${worstImage.toFixed(5)})`);
  for (const [at, line] of runnerLines(runner).entries())
    terminal.out(`${at === 0 ? 'model      ' : '           '}${line}`);
  const library = await checkLibrary(client);
  if (!library) return 0;
  const { vectors, asked, found, faults } = library;
  for (const fault of faults) terminal.out(`fault      ${fault}`);
  if (faults.length === 0) terminal.out(`library    ${vectors} vectors and every page of the database are sound`);
  terminal.out(`index      finds ${found} of ${asked} vectors it was asked for`);
  if (faults.length === 0) return 0;
  terminal.talk(
    'polylens index keeps a damaged library aside and makes it anew; an index at fault is made anew once its folder is deleted',
  );
  return 3;
}

async function checkLibrary(client: Client): Promise<Output<'library.check'> | undefined> {
  try {
    return await client.call('library.check', {});
  } catch (thrown) {
    if (thrown instanceof PolylensError && thrown.code === 'library.missing') return undefined;
    throw thrown;
  }
}
