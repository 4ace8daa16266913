"""The door for HTTP: addresses, bodies, problems, pages."""
