"""The demonstration county: roads, stations, sites and cameras at believable places in Hualien."""
