"""Spans and traces as Arize holds them: the world's in OpenInference words, and what is sent."""
