"""The Verify view: compare, see what is recommended, decide."""
