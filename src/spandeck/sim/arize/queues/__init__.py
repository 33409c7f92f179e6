"""Annotation queues, and the records in them that people are asked to judge."""
