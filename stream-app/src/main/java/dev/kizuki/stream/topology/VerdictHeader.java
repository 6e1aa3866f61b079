package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ModelVerdict;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries a verdict from the poll to the topology, within one JVM: the header holds the object
 * itself. What comes over the network is never of this class, so nobody outside can forge one.
 */
final class VerdictHeader implements Header {
  private static final String KEY = "kizuki-verdict";
  private static final byte[] NOT_FOR_THE_NETWORK = {};

  private final ModelVerdict judged;

  private VerdictHeader(ModelVerdict judged) {
    this.judged = judged;
  }

  static void attach(Headers headers, ModelVerdict judged) {
    headers.add(new VerdictHeader(judged));
  }

  /** Takes the verdict off again, if there is one. */
  static Optional<ModelVerdict> detach(Headers headers) {
    Header header = headers.lastHeader(KEY);
    if (header == null) {
      return Optional.empty();
    }
    headers.remove(KEY);
    return header instanceof VerdictHeader ours ? Optional.of(ours.judged) : Optional.empty();
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
