"""Other systems and file formats, one module each."""
