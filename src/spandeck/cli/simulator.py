"""`spandeck sim`: the simulated vendors, served until stopped."""
