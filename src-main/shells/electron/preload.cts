/** Runs before the page, sandboxed: passes the shell's port on to it, and tells where a file lies that a person dropped. */
import type * as Electron from 'electron';

const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof Electron;

type DroppedFile = Parameters<typeof webUtils.getPathForFile>[0];
declare const window: { origin: string; postMessage(message: unknown, origin: string, ports: unknown[]): void };

ipcRenderer.on('port', ({ ports }) => window.postMessage('polylens:port', window.origin, ports));
contextBridge.exposeInMainWorld('polylens', { pathOf: (file: DroppedFile) => webUtils.getPathForFile(file) });
