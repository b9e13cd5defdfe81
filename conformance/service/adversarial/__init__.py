"""What no client should suffer from: one small function each, most of them past HTTP.

These show no verdict of one check: a run that meets them ends in time, in bounded memory, with its reports whole, the
terminal unharmed and the key unseen.
"""
