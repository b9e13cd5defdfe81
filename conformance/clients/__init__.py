"""The client gate: what a program sends, judged by the request side of a contract."""
