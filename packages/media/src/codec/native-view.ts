/**
 * Ends a view on memory of FFmpeg's: it becomes empty. The collector counts the memory behind a view as if it were its own until it
 * has found out that nobody holds it any more, and, at three megabytes a picture, goes through the whole heap six times a second to find out.
 * A view that is over tells it at once, and reads nothing instead of what has become of the memory since.
 *
 * Leaves alone what is only a part of a larger buffer.
 */
export function endView(view: Uint8Array): void {
  const { buffer, byteLength } = view;
  if (byteLength > 0 && buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
}
