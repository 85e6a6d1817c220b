"""Distances and labels in, thresholds and evidence out. numpy, scipy and scikit-learn only."""
