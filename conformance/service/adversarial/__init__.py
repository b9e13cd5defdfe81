"""Adversarial behaviours that must not harm a client: one small function each, most of them below HTTP.

No check must notice them. A run against them ends in time and in bounded memory, its reports are complete and harmless
to a terminal, and the key appears nowhere.
"""
