import { createRequire } from 'node:module';
import type * as Electron from 'electron';

/**
 * Electron's own module. By `require`, for Electron could not be imported by name before its version 28, and the tests run
 * in an older one.
 */
const electron = createRequire(import.meta.url)('electron') as typeof Electron;

export const { app, BrowserWindow, dialog, Menu, MessageChannelMain, nativeTheme, protocol, screen, session, shell } =
  electron;
export const { nativeImage, powerMonitor, Tray, utilityProcess } = electron;
