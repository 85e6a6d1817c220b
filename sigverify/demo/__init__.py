"""A demo bank: synthetic hands, printed cheques, and folders full of them, for trials and for tests."""
