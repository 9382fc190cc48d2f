export function contractReference(): Promise<string>;
