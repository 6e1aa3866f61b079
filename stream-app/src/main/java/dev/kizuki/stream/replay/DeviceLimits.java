package dev.kizuki.stream.replay;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.limit.KnownLimits;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Judges with the limits of devices as the service does. It counts the devices whose limit, or
 * whose line's limit, replaced that of the model. Not thread-safe.
 */
final class DeviceLimits {
  private final KnownLimits known;
  private final UnaryOperator<String> lines;
  private final ModelReference model;
  private final String graph;
  private final double falseAlarmRate;
  private final Set<String> judged = new HashSet<>();

  /**
   * @param lines gives the line of a device
   * @param graph the digest of the network of the model
   * @param falseAlarmRate the rate of the model's threshold
   */
  DeviceLimits(
      KnownLimits known,
      UnaryOperator<String> lines,
      ModelReference model,
      String graph,
      double falseAlarmRate) {
    this.known = known;
    this.lines = lines;
    this.model = model;
    this.graph = graph;
    this.falseAlarmRate = falseAlarmRate;
  }

  /** Returns the verdict under the limit of a device or its line; the same if neither counts. */
  Verdict judge(String device, Verdict given) {
    ModelVerdict verdict =
        known.judge(
            device,
            lines.apply(device),
            new ModelVerdict(given, model, Instant.EPOCH),
            graph,
            falseAlarmRate);
    if (verdict.limit() != LimitOwner.MODEL) {
      judged.add(device);
    }
    return verdict.verdict();
  }

  /** The number of devices that were judged with a limit of their own, or of their line. */
  int devices() {
    return judged.size();
  }
}
