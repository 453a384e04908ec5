// Visvalingam's line simplification on the arcs of a topology: shared borders stay shared.

const M_PER_UNIT = 111_195;

/**
 * The arcs as absolute degrees, each without the corners whose triangle is smaller than its tolerance in
 * square metres. The ends of an arc always stay. A decoded topology needs no transform, so it is removed.
 */
export function thin(topology, toleranceOf) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc, index) => {
    let x = 0;
    let y = 0;
    const points = arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
    return thinned(points, toleranceOf(index));
  });
  delete topology.transform;
  return arcs;
}

function triangleM2(a, b, c) {
  const squeeze = Math.cos((b[1] * Math.PI) / 180);
  const twice = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
  return (Math.abs(twice) / 2) * M_PER_UNIT ** 2 * squeeze;
}

function thinned(points, tolerance) {
  const kept = points.slice();
  const areas = kept.map((_, i) => areaAt(kept, i));
  while (kept.length > 2) {
    let least = 1;
    for (let i = 2; i < kept.length - 1; i++) if (areas[i] < areas[least]) least = i;
    if (areas[least] >= tolerance) break;
    kept.splice(least, 1);
    areas.splice(least, 1);
    if (least > 1) areas[least - 1] = Math.max(areaAt(kept, least - 1), 0);
    if (least < kept.length - 1) areas[least] = Math.max(areaAt(kept, least), 0);
  }
  return kept;
}

function areaAt(points, i) {
  if (i === 0 || i === points.length - 1) return Number.POSITIVE_INFINITY;
  return triangleM2(points[i - 1], points[i], points[i + 1]);
}
