package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits that the broker gave in its answer to CONNECT (MQTT 5, section 3.2.2).
 *
 * @param sessionPresent whether the broker still had the session of this client
 * @param sessionExpiry the time for which the broker keeps the session without a connection
 * @param keepAlive the longest pause between two packets of the client
 * @param maximumQos the highest quality of service that the broker accepts and grants, 0 or 1
 * @param maximumPacketSize the largest packet that the broker accepts, in bytes
 * @param wildcardSubscriptions whether the broker allows + and # in subscriptions
 * @param sharedSubscriptions whether the broker allows shared subscriptions
 */
public record BrokerAnswer(
    boolean sessionPresent,
    Duration sessionExpiry,
    Duration keepAlive,
    int maximumQos,
    long maximumPacketSize,
    boolean wildcardSubscriptions,
    boolean sharedSubscriptions) {
  /** The answer of a broker that grants all that the client asked for. */
  public static BrokerAnswer unlimited(MqttSettings asked, boolean sessionPresent) {
    return new BrokerAnswer(
        sessionPresent, asked.sessionExpiry(), asked.keepAlive(), 1, Long.MAX_VALUE, true, true);
  }

  /** This answer with a lower quality of service, if {@code granted} is lower. */
  BrokerAnswer withAtMostQos(int granted) {
    return granted >= maximumQos
        ? this
        : new BrokerAnswer(
            sessionPresent,
            sessionExpiry,
            keepAlive,
            granted,
            maximumPacketSize,
            wildcardSubscriptions,
            sharedSubscriptions);
  }

  /**
   * Checks a subscription before it is sent.
   *
   * @throws MqttFailure if the broker said that it does not support this kind of filter
   */
  public void requireSupports(String filter) throws MqttFailure {
    if (filter.startsWith("$share/") && !sharedSubscriptions) {
      throw refused(filter, ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED);
    }
    if ((filter.contains("+") || filter.contains("#")) && !wildcardSubscriptions) {
      throw refused(filter, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
    }
  }

  private static MqttFailure refused(String filter, ReasonCode code) {
    return MqttFailure.refused(
        "the subscription to '%s'".formatted(filter), Refusal.of(code.value()));
  }

  /** Returns one sentence for each thing that the broker grants less of than was asked. */
  public List<String> shortfalls(MqttSettings asked) {
    List<String> all = new ArrayList<>();
    if (maximumQos < 1) {
      all.add(
          "the broker allows QoS 0 only: messages can be lost without notice. Use a broker that"
              + " supports QoS 1");
    }
    if (sessionExpiry.compareTo(asked.sessionExpiry()) < 0) {
      all.add(
          ("the broker keeps images for an absent client for %s, and mqtt.sessionExpiry asks for"
                  + " %s: images of a longer outage are lost. Raise the broker's limit")
              .formatted(Durations.text(sessionExpiry), Durations.text(asked.sessionExpiry())));
    }
    return all;
  }
}
