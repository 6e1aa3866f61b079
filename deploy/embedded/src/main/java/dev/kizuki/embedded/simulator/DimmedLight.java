package dev.kizuki.embedded.simulator;

/**
 * Light that has become weaker. The noise of the sensor stays the same.
 *
 * @param light the light before
 * @param brightness the factor of its brightness, 0 to 1
 */
record DimmedLight(Light light, double brightness) implements Light {
  @Override
  public float expose(double level, double x, double y) {
    return (float) (brightness * light.expose(level, x, y));
  }

  @Override
  public double noise(double exposed) {
    return light.noise(exposed);
  }
}
