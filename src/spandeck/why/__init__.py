"""Why something failed: facts gathered from whoever knows them, and rules that give the verdict."""
