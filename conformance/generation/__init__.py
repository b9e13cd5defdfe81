"""What is sent: texts, random valid bodies, and bodies broken in one place each."""
