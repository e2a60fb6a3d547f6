"""What the house keeps about one person, for her who asks (GDPR, articles 15 and 20)."""
