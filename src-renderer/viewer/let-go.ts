/** What of a video element is used. */
type Loading = Pick<HTMLVideoElement, 'removeAttribute' | 'load'>;

/**
 * For `{@attach}`: a video that is taken away loads no more. Else the browser holds on to its connection, of which it has
 * six, and the program behind a stream goes on, until it clears up at some time.
 */
export function lettingGo(film: Loading): () => void {
  return () => {
    film.removeAttribute('src');
    film.load();
  };
}
