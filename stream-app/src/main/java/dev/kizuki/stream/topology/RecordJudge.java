package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.models.DeviceJudge;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Gives the topology the verdict of a record: the one that the poll attached, or, where there is
 * none, one of its own. One per processor; whoever makes one closes it.
 */
public final class RecordJudge implements AutoCloseable {
  private final DeviceJudge judge;

  public RecordJudge(JudgeSettings scoring) {
    this.judge = new DeviceJudge(scoring.models(), scoring.limits(), 1, scoring.metrics());
  }

  /** Takes the verdict off the headers, or makes one. */
  public ModelVerdict judge(@Nullable String device, byte @Nullable [] image, Headers headers) {
    Optional<ModelVerdict> attached = VerdictHeader.detach(headers);
    return attached.isPresent() ? attached.get() : judge.judge(device == null ? "" : device, image);
  }

  @Override
  public void close() {
    judge.close();
  }
}
