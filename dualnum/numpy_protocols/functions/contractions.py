"""Sums of products: dot, einsum, tensordot, kron, cross and their kin."""
