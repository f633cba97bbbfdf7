"""Ports: what is outside, and is reached by nobody but workers."""
