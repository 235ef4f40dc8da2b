"""The nouns: frozen records that know nothing but the standard library."""
