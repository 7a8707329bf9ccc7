/**
 * Four logarithms or exponentials at once, after Cephes' logf and expf (Moshier): range reduction to [sqrt 1/2, sqrt 2)
 * or +-ln2/2, then a polynomial; within 2 ulp on normal numbers.
 */
import { multiplyAdd } from './correlate';

@inline
function polynomial(x: v128, acc: v128, c: f32): v128 {
  return multiplyAdd(acc, x, f32x4.splat(c));
}

/** Natural logarithm of four positive normal floats. */
@inline
export function log4(v: v128): v128 {
  // v = m 2^e with m in [0.5, 1); m below sqrt(1/2) is doubled, so that log m is centred on 0.
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(v, 23), i32x4.splat(126)));
  let m = v128.or(v128.and(v, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  exponent = f32x4.sub(exponent, v128.and(small, f32x4.splat(1)));
  m = f32x4.add(f32x4.sub(m, f32x4.splat(1)), v128.and(small, m));
  const z = f32x4.mul(m, m);
  let y = f32x4.splat(7.0376836292e-2);
  y = polynomial(m, y, -1.151461031e-1);
  y = polynomial(m, y, 1.1676998740e-1);
  y = polynomial(m, y, -1.2420140846e-1);
  y = polynomial(m, y, 1.4249322787e-1);
  y = polynomial(m, y, -1.6668057665e-1);
  y = polynomial(m, y, 2.0000714765e-1);
  y = polynomial(m, y, -2.4999993993e-1);
  y = polynomial(m, y, 3.3333331174e-1);
  y = f32x4.mul(f32x4.mul(y, m), z);
  y = multiplyAdd(exponent, f32x4.splat(-2.12194440e-4), y);
  y = multiplyAdd(z, f32x4.splat(-0.5), y);
  return multiplyAdd(exponent, f32x4.splat(0.693359375), f32x4.add(m, y));
}

/** Exponential of four floats; arguments are clamped to +-87, where float32 ends. */
@inline
export function exp4(v: v128): v128 {
  let x = f32x4.max(f32x4.min(v, f32x4.splat(87)), f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  x = multiplyAdd(n, f32x4.splat(-0.693359375), x);
  x = multiplyAdd(n, f32x4.splat(2.12194440e-4), x);
  let y = f32x4.splat(1.9875691500e-4);
  y = polynomial(x, y, 1.3981999507e-3);
  y = polynomial(x, y, 8.3334519073e-3);
  y = polynomial(x, y, 4.1665795894e-2);
  y = polynomial(x, y, 1.6666665459e-1);
  y = polynomial(x, y, 5.0000001201e-1);
  y = f32x4.add(multiplyAdd(y, f32x4.mul(x, x), x), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}
