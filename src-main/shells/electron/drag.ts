import type { Drag } from '../node/drag-files.ts';
import { BrowserWindow, nativeImage } from './electron.ts';

/** Lets the person drop these files on other programs. */
export const drag: Drag = (files, { pixels, ...size }) => {
  const [window] = BrowserWindow.getAllWindows();
  const [file = ''] = files;
  window?.webContents.startDrag({ file, files: [...files], icon: nativeImage.createFromBitmap(pixels, size) });
};
