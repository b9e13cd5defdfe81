"""Sends requests within limits, records every byte of the responses and removes secrets from them."""
