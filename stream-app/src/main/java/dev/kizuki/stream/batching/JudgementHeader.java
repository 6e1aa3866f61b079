package dev.kizuki.stream.batching;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries a judgement from the poll to the topology, within one JVM: the header holds the object
 * itself. What comes over the network is never of this class, so nobody outside can forge one.
 */
final class JudgementHeader implements Header {
  private static final String KEY = "kizuki-judgement";
  private static final byte[] NOT_FOR_THE_NETWORK = {};

  private final Judgement judgement;

  private JudgementHeader(Judgement judgement) {
    this.judgement = judgement;
  }

  static void attach(Headers headers, Judgement judgement) {
    headers.add(new JudgementHeader(judgement));
  }

  /** Takes the judgement off again, if there is one. */
  static Optional<Judgement> detach(Headers headers) {
    Header header = headers.lastHeader(KEY);
    if (header == null) {
      return Optional.empty();
    }
    headers.remove(KEY);
    return header instanceof JudgementHeader ours ? Optional.of(ours.judgement) : Optional.empty();
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
