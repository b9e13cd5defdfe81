"""Sends requests, catches every byte that comes back, and keeps the evidence."""
