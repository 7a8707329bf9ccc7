"""What bench/search/ax-side.py calls of Ax, answering random points: for tests of the bench, not of Ax."""
