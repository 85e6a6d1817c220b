"""The window: PySide6 views over `sigverify`. Knows no Keras, no OpenCV and no SQL."""
