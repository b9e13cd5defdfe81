"""Asks again before accusing, and weighs what comes against chance."""
