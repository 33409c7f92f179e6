"""Pure presentation: values in, text out. No Textual, no clock, no I/O."""
