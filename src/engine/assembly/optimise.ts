/** One step of Adam [Kingma2015] or AdamW [Loshchilov2019], and sums over flat parameter arrays. */

/**
 * m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, p -= rate (m / c1 / (sqrt(v / c2) + epsilon)) + decay p,
 * with g = gradient x gradientScale, c1 = 1 - b1^t, c2 = 1 - b2^t and decay already times the rate.
 * `count` floats, any number.
 */
export function adam(
  p: usize,
  gradient: usize,
  m: usize,
  v: usize,
  count: u32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  decay: f32,
  correction1: f32,
  correction2: f32,
  gradientScale: f32,
): void {
  const inverse1: f32 = 1 / correction1;
  const inverse2: f32 = 1 / correction2;
  const end = count << 2;
  let i: u32 = 0;
  for (; i + 16 <= end; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), f32x4.splat(gradientScale));
    const mean = f32x4.add(
      f32x4.mul(f32x4.splat(beta1), v128.load(m + i)),
      f32x4.mul(f32x4.splat(1 - beta1), g),
    );
    const square = f32x4.add(
      f32x4.mul(f32x4.splat(beta2), v128.load(v + i)),
      f32x4.mul(f32x4.mul(f32x4.splat(1 - beta2), g), g),
    );
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const value = v128.load(p + i);
    const root = f32x4.sqrt(f32x4.mul(square, f32x4.splat(inverse2)));
    const step = f32x4.div(
      f32x4.mul(mean, f32x4.splat(inverse1)),
      f32x4.add(root, f32x4.splat(epsilon)),
    );
    v128.store(
      p + i,
      f32x4.sub(f32x4.sub(value, f32x4.mul(f32x4.splat(rate), step)), f32x4.mul(f32x4.splat(decay), value)),
    );
  }
  // The same, one by one.
  for (; i < end; i += 4) {
    const g = load<f32>(gradient + i) * gradientScale;
    const mean = beta1 * load<f32>(m + i) + (1 - beta1) * g;
    const square = beta2 * load<f32>(v + i) + (1 - beta2) * g * g;
    store<f32>(m + i, mean);
    store<f32>(v + i, square);
    const value = load<f32>(p + i);
    const step = (mean * inverse1) / (Mathf.sqrt(square * inverse2) + epsilon);
    store<f32>(p + i, value - rate * step - decay * value);
  }
}

/** to = to + share (from - to), `count` floats: an exponential moving average. */
export function moveTowards(to: usize, from: usize, count: u32, share: f32): void {
  const end = count << 2;
  let i: u32 = 0;
  for (; i + 16 <= end; i += 16) {
    const value = v128.load(to + i);
    const way = f32x4.mul(f32x4.splat(share), f32x4.sub(v128.load(from + i), value));
    v128.store(to + i, f32x4.add(value, way));
  }
  for (; i < end; i += 4) {
    const value = load<f32>(to + i);
    store<f32>(to + i, value + share * (load<f32>(from + i) - value));
  }
}

/** to += from, `count` floats. */
export function addInto(to: usize, from: usize, count: u32): void {
  const end = count << 2;
  let i: u32 = 0;
  for (; i + 16 <= end; i += 16)
    v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  for (; i < end; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}

/** Sum of squares of `count` floats, in double precision. */
export function sumOfSquares(x: usize, count: u32): f64 {
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count << 2; i += 4) {
    const v = <f64>load<f32>(x + i);
    sum += v * v;
  }
  return sum;
}

/** Fills `bytes` bytes with zero. */
export function clear(at: usize, bytes: u32): void {
  memory.fill(at, 0, bytes);
}
