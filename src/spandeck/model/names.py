"""The vendors' names in the order of their tabs, and what their environment variables are called.

It must stay free of imports: `spandeck --help` reads it.
"""

VENDORS = ("fiddler", "risicare", "arize", "apidepth")


def url_variable(vendor: str) -> str:
    """The environment variable that holds a vendor's address."""
    return f"SPANDECK_{vendor.upper()}_URL"


def token_variable(vendor: str) -> str:
    """The environment variable that holds a vendor's key."""
    return f"SPANDECK_{vendor.upper()}_TOKEN"
