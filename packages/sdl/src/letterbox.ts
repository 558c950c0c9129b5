/**
 * Writes into `into` as x, y, width, height (an SDL_Rect) the largest centred rectangle inside `outer` with the aspect
 * ratio of the picture, to a pixel. All in pixels; the result is at least 1×1 and a picture that fits exactly fills `outer`.
 */
export function fitInside(
  pictureWidth: number,
  pictureHeight: number,
  outerWidth: number,
  outerHeight: number,
  into: Int32Array,
): void {
  const width = side(outerWidth, (outerHeight * pictureWidth) / pictureHeight);
  const height = side(outerHeight, (outerWidth * pictureHeight) / pictureWidth);
  into[0] = (outerWidth - width) >> 1;
  into[1] = (outerHeight - height) >> 1;
  into[2] = width;
  into[3] = height;
}

/** A bar of less than a pixel is none. */
function side(outer: number, wanted: number): number {
  return outer - wanted < 1 ? outer : Math.max(1, Math.round(wanted));
}
