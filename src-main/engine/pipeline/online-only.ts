/** Systems whose programs for clouds (OneDrive, iCloud) keep files of which nothing is on this disk until they are read. */
const withClouds = ['darwin', 'win32'];

/**
 * Is a file on another machine alone? To read it would fetch it: nobody asked for that, and a cloud may hold more than this
 * disk. Nothing tells but that it takes no room here, which elsewhere holes in files do, too.
 */
export function isOnlineOnly({ size, blocks }: { size: number; blocks: number }, platform = process.platform): boolean {
  return withClouds.includes(platform) && size > leastBytes && blocks === 0;
}

/** Less may lie within the file system's own records. */
const leastBytes = 4096;
