package dev.kizuki.stream.batching;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Gives the topology the judgement of a record: the one that the poll attached, or, where there is
 * none, one of its own. One per processor; whoever makes one closes it.
 */
public final class ImageJudge implements AutoCloseable {
  private final DeviceScorer scorer;

  public ImageJudge(PollScoring.Scoring scoring) {
    this.scorer = new DeviceScorer(scoring.models(), scoring.limits(), 1, scoring.metrics());
  }

  /** Takes the judgement off the headers, or makes one. */
  public Judgement judge(@Nullable String device, byte @Nullable [] image, Headers headers) {
    Optional<Judgement> attached = JudgementHeader.detach(headers);
    return attached.isPresent()
        ? attached.get()
        : scorer.judge(device == null ? "" : device, image);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
