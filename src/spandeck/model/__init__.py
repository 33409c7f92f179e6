"""The vocabulary: plain values and protocols, standard library only."""
