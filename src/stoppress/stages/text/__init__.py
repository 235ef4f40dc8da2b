"""Sentences, tokens, names, numbers, dates and safe text: what several stages count on."""
