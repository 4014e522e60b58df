"""Paper: plain values in, PDF bytes out."""
