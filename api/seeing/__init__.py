"""Seeing inside: what became of each request, in the log, in figures, and in two probes."""
