package dev.kizuki.stream.drift;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The latent code that a model gave for one image. */
public final class LatentCode {
  private final float[] values;

  private LatentCode(float[] values) {
    this.values = values;
  }

  /**
   * Copies a code.
   *
   * @param values (D)
   */
  public static LatentCode of(FloatBuffer values) {
    float[] copy = new float[values.remaining()];
    values.duplicate().get(copy);
    return new LatentCode(copy);
  }

  /**
   * @param values (D)
   */
  public static LatentCode of(float... values) {
    return new LatentCode(values.clone());
  }

  /** Returns D. */
  int size() {
    return values.length;
  }

  float get(int dimension) {
    return values[dimension];
  }

  /** Returns whether all values are finite. */
  boolean isFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LatentCode code && Arrays.equals(values, code.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
