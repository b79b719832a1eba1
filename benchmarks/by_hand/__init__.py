"""What the library is measured against: the derivatives as a person writes them for one function."""
