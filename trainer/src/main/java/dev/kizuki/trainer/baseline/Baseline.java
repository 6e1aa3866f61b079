package dev.kizuki.trainer.baseline;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.DecodedImages;

/** A detector without a network, fitted to normal images. */
public interface Baseline {
  /** The name that tables show. */
  String name();

  /** The shape of the images that {@link #scores} takes. */
  Preprocessing shape();

  /** Returns one score for each image. A larger score is more anomalous. */
  double[] scores(DecodedImages images);
}
