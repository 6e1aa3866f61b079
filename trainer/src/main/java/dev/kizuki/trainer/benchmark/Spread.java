package dev.kizuki.trainer.benchmark;

import java.util.stream.DoubleStream;

/** The mean and the standard deviation (with n - 1) of some figures. */
record Spread(double mean, double deviation) {
  static Spread of(DoubleStream figures) {
    double[] values = figures.toArray();
    double mean = DoubleStream.of(values).average().orElse(Double.NaN);
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Spread(mean, values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)));
  }

  /** Returns both values in per cent. */
  String percent() {
    return "%.2f ± %.2f".formatted(100 * mean, 100 * deviation);
  }

  @Override
  public String toString() {
    return "%.3f ± %.3f".formatted(mean, deviation);
  }
}
