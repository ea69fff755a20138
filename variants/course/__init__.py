"""One course file in, a folder of customised lessons out."""
