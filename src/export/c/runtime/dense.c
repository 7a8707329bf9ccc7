/* dense(x, inputs, weights, bias, units, slope, y): max(v, slope v) of v = bias + x W in floats; weights [input][unit]. */
static void dense(const float *x, int inputs, const float *weights, const float *bias, int units, float slope,
                  float *y) {
  for (int unit = 0; unit < units; unit++) {
    float sum = bias[unit];
    for (int i = 0; i < inputs; i++) sum += x[i] * weights[i * units + unit];
    y[unit] = sum > slope * sum ? sum : slope * sum;
  }
}
