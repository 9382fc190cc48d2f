/** Fetches a file and hands it to the browser, which keeps it where it keeps downloads. Rejects when it cannot be had. */
export async function download(address: string): Promise<void> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const [, name = ''] = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = decodeURIComponent(name);
  link.click();
  // The browser has taken hold of it by then, and of nothing else is a click heard.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
