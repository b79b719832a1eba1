"""numpy.fft on Duals: linear, so both parts are transformed."""
