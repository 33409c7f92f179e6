"""Which spans of a trace are rows of its tree: all but earlier tries and, if asked, wrappers.

It changes a scene in slices; where the cursor goes then is the tree's business.
"""

from spandeck.model.trace import Trace
from spandeck.paint.folds import everything, only
from spandeck.paint.scene import Scene
from spandeck.paint.survey import choosing
from spandeck.ui.slices import in_slices


async def chosen(scene: Scene, trace: Trace, *, key_only: bool) -> int:
    """Let the scene show what is chosen; how many spans are left out as wrappers."""
    whole = everything(trace.depth, trace.parent, trace.end)
    if key_only or trace.retries:
        kept, scene.tries = await in_slices(
            choosing(trace, scene.survey, scene.opened, key_only=key_only)
        )
        whole = await in_slices(only(kept, trace.parent, trace.end, scene.tries))
    scene.folds.choose(whole)
    return sum(whole.hidden.values())


async def uncovered(scene: Scene, trace: Trace, at: int, *, key_only: bool) -> tuple[bool, int]:
    """Let the scene show this span, whatever hides it: whether key spans are still the only ones
    shown, and how many are left out.
    """
    if at in scene.tries:
        scene.opened |= {
            last
            for last, earlier in trace.retries.items()
            if any(each <= at < trace.end[each] for each in earlier)
        }
    else:
        key_only = False
    hidden = await chosen(scene, trace, key_only=key_only)
    if scene.folds.place(at) is None:  # an earlier try's wrapper, with key spans only
        key_only = False
        hidden = await chosen(scene, trace, key_only=key_only)
    return key_only, hidden
