// Where to write a name: the inner point farthest from a shape's border, on a grid made finer twice.

/** `[lon, lat]` of the roomiest point of a Polygon or MultiPolygon (its largest part). */
export function labelPoint(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const rings = polygons.reduce((best, polygon) => (spread(polygon[0]) > spread(best[0]) ? polygon : best));
  let [west, south, east, north] = bounds(rings[0]);
  let best = [(west + east) / 2, (south + north) / 2];
  for (let round = 0; round < 3; round++) {
    const stepX = (east - west) / 16;
    const stepY = (north - south) / 16;
    let widest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i <= 16; i++) {
      for (let j = 0; j <= 16; j++) {
        const point = [west + i * stepX, south + j * stepY];
        const room = roomAt(point, rings);
        if (room > widest) {
          widest = room;
          best = point;
        }
      }
    }
    [west, south, east, north] = [best[0] - stepX, best[1] - stepY, best[0] + stepX, best[1] + stepY];
  }
  return best;
}

function bounds(ring) {
  const lons = ring.map((p) => p[0]);
  const lats = ring.map((p) => p[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function spread(ring) {
  const [west, south, east, north] = bounds(ring);
  return (east - west) * (north - south);
}

/** Distance to the nearest border, negative outside. */
function roomAt([x, y], rings) {
  let inside = false;
  let nearest = Number.POSITIVE_INFINITY;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i];
      const [bx, by] = ring[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      const length = (bx - ax) ** 2 + (by - ay) ** 2;
      const along =
        length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
      nearest = Math.min(nearest, (x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2);
    }
  }
  return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest);
}
