"""Backends: what serves adapters, here in this process or on a server."""
