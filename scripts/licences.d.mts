export function licencesOf(root: string, platform?: string): string;
export function packedParts(root: string): { name: string; version: string; licence: string; folder: string }[];
