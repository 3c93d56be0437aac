/* The regular grid of a series in UTC, and the way between position, UTC and the wall time of the meter, which is what
   the axis shows. Wall times are milliseconds shown as if they were UTC. */

/**
 * @typedef {object} Grid
 * @property {number} ms0 first reading, UTC in ms
 * @property {number} dx length of a step in ms
 * @property {number} n how many readings
 * @property {number[][]} offsets [first position, offset from UTC in ms] of every part with one offset
 * @property {string} tz
 */

export const HOUR = 36e5;
export const DAY = 864e5;
export const MONDAY = Date.UTC(2000, 0, 3);

/** Offset from UTC at a position; there are two a year, so the last is found at once.
 * @param {Grid} grid @param {number} i */
function offsetAt({ offsets }, i) {
  let k = offsets.length - 1;
  while (k > 0 && offsets[k][0] > i) k--;
  return offsets[k][1];
}

/** @param {Grid} grid @param {number} i */
export const utcOf = (grid, i) => grid.ms0 + i * grid.dx;

/** @param {Grid} grid @param {number} i */
export const wallOf = (grid, i) => utcOf(grid, i) + offsetAt(grid, i);

/** Wall time of an instant; instants outside of the grid get the nearest offset.
 * @param {Grid} grid @param {number} utc */
export function wallOfUtc(grid, utc) {
  return utc + offsetAt(grid, Math.floor((utc - grid.ms0) / grid.dx));
}

/** Positions [from, to) shown between two wall times. In the hour that comes twice both passes are in.
 * @param {Grid} grid @param {number[]} range @returns {[number, number]} */
export function positions({ offsets, ms0, dx, n }, [start, end]) {
  let from = n, to = 0;
  offsets.forEach(([first, offset], k) => {
    const next = k + 1 < offsets.length ? offsets[k + 1][0] : n;
    const low = Math.max(first, Math.floor((start - offset - ms0) / dx));
    const high = Math.min(next, Math.ceil((end - offset - ms0) / dx));
    if (low >= high) return;
    from = Math.min(from, low);
    to = Math.max(to, high);
  });
  return from < to ? [from, to] : [0, 0];
}

/** Whether the wall clock goes back between the interval at i - 1 and that at i.
 * @param {Grid} grid @param {number} i */
export function wallClockGoesBack({ offsets }, i) {
  return offsets.some(([first, offset], k) => k > 0 && first === i && offset < offsets[k - 1][1]);
}

/** Which pass through the hour that comes twice a position is in; empty at all other times.
 * @param {Grid} grid @param {number} i */
export function pass(grid, i) {
  const wall = wallOf(grid, i), { offsets } = grid;
  for (let k = 1; k < offsets.length; k++) {
    const [first, offset] = offsets[k];
    const back = offsets[k - 1][1] - offset, again = wallOf(grid, first);
    if (back > 0 && wall >= again && wall < again + back) return i < first ? "first pass" : "second pass";
  }
  return "";
}

/** Positions where so many hours of the meter's clock begin, weeks on Mondays, closed by n.
 * @param {Grid} grid @param {number} hours */
export function calendar(grid, hours) {
  const begins = [], length = hours * HOUR;
  let last = -Infinity;
  for (let i = 0; i < grid.n; i++) {
    const period = Math.floor((wallOf(grid, i) - MONDAY) / length);
    if (period > last) {
      begins.push(i);
      last = period;
    }
  }
  begins.push(grid.n);
  return Int32Array.from(begins);
}
