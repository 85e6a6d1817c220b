"""The place where the threshold is chosen, explained and put into use."""
