"""The simulator: the vendors' APIs over one deterministic world, for demos and for tests.

It must not know how spandeck asks: it imports neither `net`, nor `vendors`, nor `model`.
"""
