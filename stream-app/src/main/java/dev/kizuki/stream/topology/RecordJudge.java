package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.models.DeviceJudge;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Gives the topology the verdict on a record: the one that {@link PollJudge} attached, or, if there
 * is none, a verdict of its own. Not thread-safe: use one per processor. The caller must close it.
 */
public final class RecordJudge implements AutoCloseable {
  private final DeviceJudge judge;

  public RecordJudge(JudgeSettings settings) {
    this.judge = settings.newJudge(1);
  }

  /** Takes the verdict off the headers, or judges the image now. */
  public ModelVerdict judge(ImageSender sender, byte @Nullable [] image, Headers headers) {
    Optional<ModelVerdict> attached = VerdictHeader.detach(headers);
    return attached.isPresent() ? attached.get() : judge.judge(sender, image);
  }

  @Override
  public void close() {
    judge.close();
  }
}
