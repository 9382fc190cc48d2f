/** Where the engine's process begins: before Electron 28 only CommonJS can. */
void import('./engine-process.ts');
