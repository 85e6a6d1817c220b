"""The Accounts view: who may sign, how they sign, and what the clerk has to know."""
