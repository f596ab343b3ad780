"""How the program looks: tokens, palette, style, icons, fonts."""
