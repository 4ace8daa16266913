"""Fess Up: drafts worth sending to somebody you pushed away, and a reviewer that sees groveling."""
