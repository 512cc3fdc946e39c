"""Roster beside its peers: the same questions, of the same rows, in the same rounds.

    python -m bench.peers --help

`questions` holds what is asked, in the words of each server. `docs/performance.md` says how the
measuring is done and what came out.
"""
