/**
 * Writes into `into` as x, y, width, height (an SDL_Rect) the largest centred rectangle inside `outer` with the aspect
 * ratio of the picture. All in pixels; the result is at least 1×1 and a picture that fits exactly fills `outer`.
 */
export function fitInside(
  pictureWidth: number,
  pictureHeight: number,
  outerWidth: number,
  outerHeight: number,
  into: Int32Array,
): void {
  // Which side it touches is asked of whole numbers: rounded, both may seem to fit.
  const isTall = outerWidth * pictureHeight > outerHeight * pictureWidth;
  const width = isTall ? Math.max(1, Math.round((outerHeight * pictureWidth) / pictureHeight)) : outerWidth;
  const height = isTall ? outerHeight : Math.max(1, Math.round((outerWidth * pictureHeight) / pictureWidth));
  into[0] = (outerWidth - width) >> 1;
  into[1] = (outerHeight - height) >> 1;
  into[2] = width;
  into[3] = height;
}
