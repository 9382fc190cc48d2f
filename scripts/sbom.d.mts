export function sbomOf(installed: string, of: { version: string; time: number }): string;
