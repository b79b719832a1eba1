"""Polynomials, their roots, convolution and correlation."""
