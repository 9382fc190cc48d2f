export function versionOf(root: string): string;
export function timeOf(root: string): number;
