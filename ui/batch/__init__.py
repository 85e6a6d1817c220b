"""Batch: a folder of cheques is gone through, and what is left for people is listed."""
