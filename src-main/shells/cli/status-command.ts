import type { Client } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import { printable, type Terminal } from './terminal.ts';
import { problemWords } from './words.ts';

/** Says what the library holds; the counts add up. */
export async function statusCommand(
  client: Client,
  { json }: Extract<Command, { name: 'status' }>,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const { library, pack, counts, missing, folders, reasons } = await client.call('library.status', {});
  const { found, searchable, waiting, setAside } = counts;
  if (json) {
    terminal.out(
      JSON.stringify({ library, pack, found, searchable, waiting, set_aside: setAside, missing, folders, reasons }),
    );
    return 0;
  }
  terminal.out(`library  ${printable(library)}`);
  terminal.out(`pack     ${pack}`);
  for (const folder of folders) terminal.out(`folder   ${printable(folder)}`);
  terminal.out(`found    ${found} = ${searchable} searchable + ${waiting} waiting + ${setAside} set aside`);
  for (const { reason, count } of reasons)
    terminal.out(`         ${count} set aside: ${problemWords[reason]} (${reason})`);
  if (missing > 0) terminal.out(`missing  ${missing} (gone from their folder; known again when they come back)`);
  return 0;
}
