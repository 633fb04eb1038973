"""Rashomon: what each party says happened."""
