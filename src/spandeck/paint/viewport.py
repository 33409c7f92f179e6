"""Which rows of a long list are on screen: arithmetic only."""


def scrolled(top: int, cursor: int, page: int, length: int) -> int:
    """The first row on screen closest to `top` that shows the cursor and wastes no room."""
    top = max(cursor - page + 1, min(top, cursor))
    return max(0, min(top, length - page))


def thumb(top: int, page: int, length: int) -> range:
    """The lines of the scrollbar that stand for what is on screen; empty when all of it is."""
    if length <= page:
        return range(0)
    size = max(1, page * page // length)
    start = round(top / (length - page) * (page - size))
    return range(start, start + size)
