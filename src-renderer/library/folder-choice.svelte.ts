import type { Client } from '../../src-main/contract/index.ts';

/** Choosing a folder: by the system's dialog where the shell has one, else by typing its path. */
export class FolderChoice {
  #typed = $state('');
  #completions = $state.raw<readonly string[]>([]);
  #asked = 0;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  get typed(): string {
    return this.#typed;
  }

  /** Folders that go on from what was typed. */
  get completions(): readonly string[] {
    return this.#completions;
  }

  async type(typed: string): Promise<void> {
    this.#typed = typed;
    this.#asked += 1;
    const asked = this.#asked;
    const { folders } = await this.#client.call('shell.complete-folder', { typed });
    if (asked === this.#asked) this.#completions = folders;
  }

  /** The folder chosen in the system's dialog; undefined when it was closed. */
  async pick(): Promise<string | undefined> {
    return (await this.#client.call('shell.pick-folder', {})).folder;
  }

  /** What was typed as a folder that is there; undefined when there is none. */
  confirm(): Promise<string | undefined> {
    return this.#find(this.#typed.trim());
  }

  /** The same, or one to be made in a folder that is there. */
  async confirmToMake(): Promise<string | undefined> {
    const there = await this.confirm();
    const [, parent = '', name] = /^(.+)[\\/]([^\\/]+)[\\/]*$/.exec(this.#typed.trim()) ?? [];
    if (there !== undefined || name === undefined) return there;
    const folder = await this.#find(parent);
    return folder === undefined ? undefined : `${folder}/${name}`;
  }

  async #find(typed: string): Promise<string | undefined> {
    if (typed === '') return undefined;
    const path = typed.length > 1 ? typed.replace(/[\\/]+$/, '') : typed;
    const { folders } = await this.#client.call('shell.complete-folder', { typed: path });
    // A name's upper and lower case are as the disk has them.
    return folders.find((folder) => folder === path) ?? folders.find((folder) => endsAlike(folder, path));
  }
}

function endsAlike(folder: string, path: string): boolean {
  const rest = path.startsWith('~') ? path.slice(1) : path;
  return folder.toLocaleLowerCase().endsWith(rest.toLocaleLowerCase());
}
