package dev.kizuki.whitening;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The map {@code x -> x M + b} of row vectors of length d.
 *
 * @param matrix M, (d, d), row-major; not copied
 * @param offset b, (d); not copied
 */
@SuppressWarnings("ArrayRecordComponent") // maps are never compared
public record AffineMap(double[] matrix, double[] offset) {
  public AffineMap {
    if (offset.length == 0 || matrix.length != (long) offset.length * offset.length) {
      throw new IllegalArgumentException(
          "a matrix of %d values does not fit to an offset of %d"
              .formatted(matrix.length, offset.length));
    }
  }

  /** The map that changes nothing. */
  public static AffineMap identity(int dimensions) {
    return new AffineMap(CommonOps_DDRM.identity(dimensions).data, new double[dimensions]);
  }

  /** Returns d. */
  public int dimensions() {
    return offset.length;
  }

  /**
   * Returns the map that applies this one first, and then another one.
   *
   * @throws IllegalArgumentException if the other map has another length
   */
  public AffineMap then(AffineMap next) {
    if (next.dimensions() != dimensions()) {
      throw new IllegalArgumentException(
          "a map of %d values cannot follow one of %d".formatted(next.dimensions(), dimensions()));
    }
    int d = dimensions();
    DMatrixRMaj product = new DMatrixRMaj(d, d);
    CommonOps_DDRM.mult(
        DMatrixRMaj.wrap(d, d, matrix), DMatrixRMaj.wrap(d, d, next.matrix), product);
    return new AffineMap(product.data, next.apply(offset));
  }

  /** Returns {@code x M + b}. */
  public double[] apply(double[] x) {
    int d = dimensions();
    DMatrixRMaj result = new DMatrixRMaj(1, d);
    CommonOps_DDRM.mult(DMatrixRMaj.wrap(1, d, x), DMatrixRMaj.wrap(d, d, matrix), result);
    for (int i = 0; i < d; i++) {
      result.data[i] += offset[i];
    }
    return result.data;
  }
}
