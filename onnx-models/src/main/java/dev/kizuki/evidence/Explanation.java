package dev.kizuki.evidence;

import dev.kizuki.image.Rejection;

/** The answer to the question where an image is anomalous. */
public sealed interface Explanation permits Evidence, Explanation.Rejected {
  /** The image has no score, so it has no evidence. */
  record Rejected(Rejection rejection) implements Explanation {}
}
