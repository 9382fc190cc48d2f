import type { Client, Output } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import { namedFolder } from './named-path.ts';
import { printable, type Terminal } from './terminal.ts';
import { problemWords } from './words.ts';

type RootsCommand = Extract<Command, { name: 'roots' }>;
type Root = Output<'roots.add'>['root'];
type World = { terminal: Terminal };

/** Lists, adds or removes the folders that the library looks after, or says what became of files that are gone. */
export async function rootsCommand(client: Client, command: RootsCommand, { terminal }: World): Promise<number> {
  if (command.action !== 'list') {
    terminal.talk(await change(client, { ...command, folder: namedFolder(command.folder) }));
    return 0;
  }
  const { roots } = await client.call('roots.list', {});
  if (command.json) terminal.out(JSON.stringify(roots));
  else for (const line of roots.flatMap(rootLines)) terminal.out(line);
  return roots.length > 0 ? 0 : 1;
}

/** Does it, and says what was done. */
async function change(client: Client, command: Exclude<RootsCommand, { action: 'list' }>): Promise<string> {
  const { folder: path } = command;
  switch (command.action) {
    case 'add': {
      const { exclude } = command;
      const { root } = await client.call('roots.add', { path, ...(exclude.length > 0 ? { exclude } : {}) });
      return `${printable(root.path)} is looked after; its pictures are made searchable by: polylens index`;
    }
    case 'remove': {
      const { files } = await client.call('roots.remove', { path, items: command.items });
      return `${printable(path)} is no longer looked after; ${files} files left the search, none was touched`;
    }
    case 'answer': {
      const { files } = await client.call('roots.answer', { path, gone: command.gone });
      return command.gone === 'keep' ? `${files} files stay` : `${files} files are gone and no longer found`;
    }
  }
}

/** A root as a person reads it, one fact a line. */
export function rootLines({ path, offline, counts, held, excluded, exclude }: Root): string[] {
  const name = printable(path);
  const { found, searchable, waiting, setAside } = counts;
  const lines = [`${name}: ${found} = ${searchable} searchable + ${waiting} waiting + ${setAside} set aside`];
  if (offline) lines.push(`${name}: offline, ${problemWords[offline]}`);
  if (excluded > 0) lines.push(`${name}: ${excluded} files and folders left out by rule`);
  if (exclude.length > 0) lines.push(`${name}: leaves out ${exclude.map(printable).join(' ')}`);
  if (held > 0) {
    lines.push(`${name}: ${held} files are gone and kept; say what became of them: polylens roots gone|keep ${name}`);
  }
  return lines;
}
