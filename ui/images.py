"""Arrays as Qt images. Safe in any thread: a QImage is memory, not a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage

# More than the widest usual screen has across.
_LONGEST = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image for the screen.

    `width` and `height` are the scan's pixels that it shows; `levels` the image at its own size (or what a
    screen can show of it), half of it, a quarter and so on, because Qt skips pixels when it draws an image at
    less than half its size.
    """

    width: int
    height: int
    levels: tuple[QImage, ...]

    @property
    def image(self) -> QImage:
        """The finest level."""
        return self.levels[0]

    def level_for(self, wide: float) -> QImage:
        """Return the coarsest level that still fills `wide` device pixels."""
        return next((level for level in reversed(self.levels) if level.width() >= wide), self.levels[0])


def to_qimage(pixels: NDArray[np.uint8]) -> QImage:
    """Return uint8 (height, width) gray or (height, width, 3) RGB as an image of its own, in 32 bits."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    layout = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
    # Converting copies, so that the image does not depend on the array; 32 bits draw fastest.
    return QImage(pixels.data, width, height, pixels.strides[0], layout).convertToFormat(
        QImage.Format.Format_RGB32
    )


def picture(pixels: NDArray[np.uint8]) -> Picture:
    """Return pixels as `to_qimage` takes them, as a picture."""
    return picture_of(to_qimage(pixels))


def picture_of(image: QImage) -> Picture:
    """Return an image as a picture."""
    levels = [_scaled(image, QSize(_LONGEST, _LONGEST))]
    while max(levels[-1].width(), levels[-1].height()) > 600:
        levels.append(_scaled(levels[-1], levels[-1].size() / 2))
    return Picture(image.width(), image.height(), tuple(levels))


def thumbnail(shown: Picture, size: QSize) -> QImage:
    """Return the picture scaled into a size."""
    return _scaled(shown.image, size)


def as_png(image: QImage) -> bytes:
    """Return an image as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know file names only
    return bytes(buffer.data().data())


def _scaled(image: QImage, size: QSize) -> QImage:
    """Make an image fit into a size; never larger."""
    if image.width() <= size.width() and image.height() <= size.height():
        return image
    return image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
