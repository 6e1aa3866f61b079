package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The mean contrast of normal parts to their background, aligned and in few pixels. The pose of a
 * part is the one in which it correlates best with the template.
 */
public final class AlignmentTemplate {
  private final int rows;
  private final int columns;
  private final byte[] samples;
  private final long sum;
  private final double spread;

  /**
   * @param samples (rows, columns), uint8; not copied
   */
  @JsonCreator
  public AlignmentTemplate(
      @JsonProperty(value = "rows", required = true) int rows,
      @JsonProperty(value = "columns", required = true) int columns,
      @JsonProperty(value = "samples", required = true) byte[] samples) {
    if (rows <= 0 || columns <= 0 || samples.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "a template of %d x %d has %d samples".formatted(columns, rows, samples.length));
    }
    this.rows = rows;
    this.columns = columns;
    this.samples = samples;
    this.sum = sum(samples);
    this.spread = spread(samples, sum);
  }

  @JsonProperty
  public int rows() {
    return rows;
  }

  @JsonProperty
  public int columns() {
    return columns;
  }

  /** Returns the samples, (rows, columns), uint8; not copied. */
  @JsonProperty
  public byte[] samples() {
    return samples;
  }

  /**
   * Returns Pearson's correlation with a picture, -1 to 1; 0 if the picture or the template is
   * flat.
   *
   * @param picture (rows, columns), uint8
   */
  double correlation(byte[] picture) {
    long otherSum = sum(picture);
    long products = 0;
    for (int i = 0; i < samples.length; i++) {
      products += (samples[i] & 0xffL) * (picture[i] & 0xff);
    }
    double scale = spread * spread(picture, otherSum);
    return scale == 0 ? 0 : (double) (samples.length * products - sum * otherSum) / scale;
  }

  private static long sum(byte[] samples) {
    long sum = 0;
    for (byte sample : samples) {
      sum += sample & 0xff;
    }
    return sum;
  }

  /** Returns the standard deviation, times the number of samples. */
  private static double spread(byte[] samples, long sum) {
    long squares = 0;
    for (byte sample : samples) {
      squares += (sample & 0xffL) * (sample & 0xff);
    }
    return Math.sqrt((double) (samples.length * squares - sum * sum));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AlignmentTemplate that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return 31 * rows + Arrays.hashCode(samples);
  }
}
