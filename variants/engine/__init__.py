"""Running notebooks in kernels that are forked from a warm process; where that cannot be, through papermill's own engine.

``papermill --engine kit`` runs any notebook so. A course runs what its learners share once: `runs.run_each`.
"""
