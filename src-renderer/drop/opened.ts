/** The picture with which a person opened Polylens; undefined where there is none, as always in a browser. */
export async function openedPicture(): Promise<Blob | undefined> {
  if (!('polylens' in globalThis)) return undefined;
  const answer = await fetch('/opened').catch(() => undefined);
  return answer?.ok ? answer.blob() : undefined;
}
