import type { Client } from '../../contract/index.ts';
import type { Terminal } from './terminal.ts';

/** Verifies the model pack: its files by hash, its vectors by computing them again on this machine. */
export async function doctorCommand(client: Client, { terminal }: { terminal: Terminal }): Promise<number> {
  const { pack, languages, texts, images, worstText, worstImage } = await client.call('pack.check', {});
  terminal.out(`pack       ${pack}, every file as published`);
  terminal.out(`languages  ${languages.join(' ')}`);
  terminal.out(`texts      ${texts} test vectors agree (lowest cosine ${worstText.toFixed(5)})`);
  terminal.out(`images     ${images} test vectors agree (lowest cosine ${worstImage.toFixed(5)})`);
  return 0;
}
