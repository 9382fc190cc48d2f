import type { Client } from '../../contract/index.ts';
import { indexCommand } from './index-command.ts';
import type { ProblemsCommand } from './problems-arguments.ts';
import type { Terminal } from './terminal.ts';
import { problemLine } from './words.ts';

/** Lists what was set aside, or tries it again; 0 there is some, 1 there is none, else as `index`. */
export async function problemsCommand(
  client: Client,
  command: ProblemsCommand,
  around: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const { terminal } = around;
  const asked = command.reason === undefined ? {} : { reason: command.reason };
  if (command.retry) {
    const { files } = await client.call('library.retry', asked);
    terminal.talk(`trying ${files} files again`);
    return indexCommand(client, { ...command, name: 'index', folders: [], acceptMissing: false, watch: false }, around);
  }
  const { files, total } = await client.call('library.set-aside', { ...asked, limit: Number.MAX_SAFE_INTEGER });
  if (command.json) terminal.out(JSON.stringify({ total, files }));
  else for (const file of files) terminal.out(problemLine(file));
  terminal.talk(`${total} files set aside`);
  return total === 0 ? 1 : 0;
}
