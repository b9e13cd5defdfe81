"""Public evidence: bundles of results that anyone can verify, and the static site that is made of them."""
