/** What a person dropped on the window. A folder's path is known where the shell tells it; a browser does not. */
export type Dropped = { folders: string[]; untoldFolders: number; picture?: File };

/** Where a file lies; undefined where the shell does not tell. */
export type PathOf = ((file: File) => string) | undefined;

/** To be called while the drop is heard: afterwards the browser takes it away. */
export function readDrop(transfer: Pick<DataTransfer, 'items'>, pathOf: PathOf): Dropped {
  const items = [...transfer.items];
  const folders = items.filter((item) => item.webkitGetAsEntry()?.isDirectory);
  const paths = folders.flatMap((item) => {
    const file = item.getAsFile();
    const path = file && pathOf?.(file);
    return path ? [path] : [];
  });
  const picture = items.find(({ kind, type }) => kind === 'file' && type.startsWith('image/'))?.getAsFile();
  return { folders: paths, untoldFolders: folders.length - paths.length, ...(picture ? { picture } : {}) };
}

/** Does this drag carry files or folders, and not a text or a picture of the page's own? */
export function carriesFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes('Files') ?? false;
}
