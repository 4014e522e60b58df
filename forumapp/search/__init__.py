"""Finding records by words, two-character Chinese ones too."""
