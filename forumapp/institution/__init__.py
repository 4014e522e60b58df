"""The one institution that runs this installation: name, seal, contact, legal pages, consent texts."""
