import type { Client } from '../../contract/index.ts';
import type { CopyCommand } from './copy-arguments.ts';
import { printable, type Terminal } from './terminal.ts';
import { problemLine } from './words.ts';

/** Copies originals into a folder; 0 all copied, 1 there was nothing to copy, 3 some were not, 130 stopped. */
export async function copyCommand(
  client: Client,
  command: CopyCommand,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const { folder } = command;
  const assets = await meant(client, command);
  if (assets.length === 0) {
    terminal.talk('nothing found, so nothing copied');
    return 1;
  }
  const { copied, failed, list, stopped } = await client.call(
    'asset.copy',
    { assets, folder },
    { signal, onProgress: ({ done, total }) => terminal.status(`copying: ${done} of ${total}`) },
  );
  if (command.json) {
    const problems = failed.map(({ path, reason, detail }) => ({ path, reason, detail }));
    terminal.out(JSON.stringify({ copied, stopped, list, problems }));
  }
  for (const failure of failed) terminal.talk(problemLine(failure));
  const rest = failed.length > 0 ? `, ${failed.length} not` : '';
  terminal.talk(`${stopped ? 'stopped: ' : ''}${copied} copied${rest}; the list: ${printable(list)}`);
  if (stopped) return 130;
  return failed.length > 0 ? 3 : 0;
}

const usualCount = 20;

/** The best for the query, else what the filters let through, the newest first. */
async function meant(client: Client, { query, filters, limit }: CopyCommand): Promise<number[]> {
  if (query === undefined) return (await client.call('asset.list', { filters })).assets.slice(0, limit);
  const { hits } = await client.call('search.run', { text: query, limit: limit ?? usualCount, filters });
  return hits.map(({ asset }) => asset);
}
