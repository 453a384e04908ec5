"""Next camera: where a vehicle can be now, and where it is seen next."""
