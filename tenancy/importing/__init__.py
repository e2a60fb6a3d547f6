"""How rows of any noun come in: plain nouns as a whole, technicians, and values that take the place of those kept."""
