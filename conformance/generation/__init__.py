"""What is sent: texts, random valid bodies, and bodies that violate one rule each."""
