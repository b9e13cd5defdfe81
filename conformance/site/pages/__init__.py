"""The pages of the site, each a file that needs no script and no other file to be read."""
