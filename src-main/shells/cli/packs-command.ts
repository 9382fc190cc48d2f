import { resolve } from 'node:path';
import type { Client, Output } from '../../contract/index.ts';
import { showCatalogue } from './catalogue-command.ts';
import { arrivalLine, getPack } from './get-pack.ts';
import { indexCommand } from './index-command.ts';
import type { PacksCommand } from './packs-arguments.ts';
import { switchLine } from './switch-words.ts';
import { printable, type Terminal } from './terminal.ts';
import { languageCount, megabytes } from './words.ts';

type List = Output<'packs.list'>;
type World = { terminal: Terminal; readonly signal: AbortSignal };

/** Lists, imports, downloads, removes, compares packs or chooses one; 0 done, 1 nothing to compare, else as `index`. */
export async function packsCommand(client: Client, command: PacksCommand, world: World): Promise<number> {
  const { terminal } = world;
  switch (command.action) {
    case 'list':
      return listPacks(await client.call('packs.list', {}), command, terminal);
    case 'catalogue':
      return showCatalogue(client, command, terminal);
    case 'import': {
      const onProgress = ({ done, total }: { done: number; total: number }) =>
        terminal.status(`copying: ${megabytes(done)} of ${megabytes(total)}`);
      const input = { folder: resolve(command.folder) };
      terminal.talk(arrivalLine(await client.call('packs.import', input, { signal: world.signal, onProgress })));
      return 0;
    }
    case 'get':
      return getPack(client, command, world);
    case 'remove': {
      const { pack, removed, vectors } = await client.call('packs.remove', {
        pack: command.pack,
        vectors: command.vectors,
      });
      terminal.talk(removedLine(pack, { removed, vectors, dropped: command.vectors }));
      return 0;
    }
    case 'use':
      return usePack(client, command, world);
    case 'compare':
      return comparePacks(client, command, terminal);
  }
}

function listPacks(list: List, { json }: { json: boolean }, terminal: Terminal): number {
  if (json) {
    terminal.out(JSON.stringify(list));
    return 0;
  }
  for (const line of list.packs.flatMap(packLines)) terminal.out(line);
  for (const { pack, searchable } of list.strays) {
    terminal.out(
      `  ${printable(pack)}: is not there; ${searchable} photos have vectors of it (drop them with: polylens packs remove ${printable(pack)} --drop-vectors)`,
    );
  }
  for (const folder of list.broken) terminal.talk(`${printable(folder)} holds no pack that can be read`);
  const inUse = list.packs.find(({ use }) => use === 'in-use')?.pack ?? '';
  if (list.switch) terminal.talk(switchLine(list.switch, inUse));
  return 0;
}

const marks = { 'in-use': '*', next: '>', none: ' ' } as const;
const useWords = { 'in-use': ', in use', next: ', being switched to', none: '' } as const;

function packLines({
  pack,
  use,
  inside,
  bytes,
  dimension,
  licence,
  languages,
  searchable,
}: List['packs'][number]): string[] {
  const facts = `${megabytes(bytes)}, ${dimension} numbers a vector, ${printable(licence)}${inside ? ', ships with Polylens' : ''}`;
  const measured = languages.map(({ language, recall }) => `${language} ${Math.round(recall * 100)}`).join(', ');
  return [
    `${marks[use]} ${pack}: ${facts}${useWords[use]}; ${searchable} photos have vectors of it`,
    `    ${languageCount(languages)}${measured === '' ? '' : `, % of queries that find their photo among the first ten: ${measured}`}`,
  ];
}

function removedLine(
  pack: string,
  { removed, vectors, dropped }: { removed: boolean; vectors: number; dropped: boolean },
): string {
  const what = removed ? `${pack} is removed` : `${pack} has no folder of its own to remove`;
  return dropped
    ? `${what}; ${vectors} vectors of it are dropped, their room is used again`
    : `${what}; its vectors stay`;
}

/** Chooses a pack, and makes what lacks. */
async function usePack(
  client: Client,
  { pack, now, ...command }: Extract<PacksCommand, { action: 'use' }>,
  world: World,
): Promise<number> {
  const { terminal } = world;
  const { inUse, bytes, switch: onTheWay } = await client.call('packs.use', { pack, now });
  if (!onTheWay) {
    terminal.talk(`${inUse} answers searches`);
    return 0;
  }
  const { to, total, made } = onTheWay;
  terminal.talk(
    `${total - made} photos are to get vectors of ${to}, about ${megabytes(bytes)}; until then ${inUse} answers`,
  );
  terminal.talk(`Ctrl-C stops that, polylens index goes on with it, and polylens packs use ${inUse} takes it back`);
  return indexCommand(client, { ...command, name: 'index', folders: [], acceptMissing: false, watch: false }, world);
}

async function comparePacks(
  client: Client,
  { pack, queries, json }: Extract<PacksCommand, { action: 'compare' }>,
  terminal: Terminal,
): Promise<number> {
  let compared = 0;
  for (const text of queries) {
    const answer = await client.call('packs.compare', { pack, text, limit: 10 });
    ({ compared } = answer);
    if (json) terminal.out(JSON.stringify({ query: text, ...answer }));
    else for (const line of comparisonLines(text, answer)) terminal.out(line);
  }
  terminal.talk(`among ${compared} photos that have vectors of both`);
  return compared > 0 ? 0 : 1;
}

/** Both answers, one beside the other by rank; `=` where it is the same photo. */
function comparisonLines(text: string, { sides: [one, other] }: Output<'packs.compare'>): string[] {
  if (!one || !other) return [];
  const rows = one.hits.map(({ asset, path }, at) => {
    const beside = other.hits[at];
    const sign = beside?.asset === asset ? '=' : '|';
    return `${String(at + 1).padStart(3)}  ${printable(path)}  ${sign}  ${printable(beside?.path ?? '')}`;
  });
  return [printable(text), `     ${one.pack}  |  ${other.pack}`, ...rows];
}
