package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ModelVerdict;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries a verdict from {@link PollJudge} to the topology within one JVM: the header holds the
 * object itself. A header that came over the network is never of this class, so nobody outside can
 * forge a verdict.
 */
final class VerdictHeader implements Header {
  private static final String KEY = "kizuki-verdict";
  private static final byte[] NOT_FOR_THE_NETWORK = {};

  private final ModelVerdict verdict;

  private VerdictHeader(ModelVerdict verdict) {
    this.verdict = verdict;
  }

  /** Adds a verdict to the headers of a record. */
  static void attach(Headers headers, ModelVerdict verdict) {
    headers.add(new VerdictHeader(verdict));
  }

  /**
   * Removes every header of this name.
   *
   * @return the verdict that {@link #attach} added last; empty if there is none
   */
  static Optional<ModelVerdict> detach(Headers headers) {
    Header header = headers.lastHeader(KEY);
    if (header == null) {
      return Optional.empty();
    }
    headers.remove(KEY);
    return header instanceof VerdictHeader ours ? Optional.of(ours.verdict) : Optional.empty();
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public byte[] value() {
    return NOT_FOR_THE_NETWORK;
  }
}
