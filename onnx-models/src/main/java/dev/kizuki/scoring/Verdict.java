package dev.kizuki.scoring;

import dev.kizuki.image.Rejection;

/** What the service says of an image. */
public sealed interface Verdict {
  /** An image that was scored. */
  sealed interface Scored extends Verdict {
    Score score();
  }

  /** At most as far away as the threshold. */
  record Normal(Score score) implements Scored {}

  /** Farther away than the threshold. */
  record Anomalous(Score score) implements Scored {}

  /** Not scored. */
  record Rejected(Rejection rejection) implements Verdict {}
}
