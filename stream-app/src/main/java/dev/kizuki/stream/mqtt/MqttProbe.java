package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.Configuration.Mqtt;
import dev.kizuki.stream.config.ConfigurationException;
import java.util.Arrays;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/** Tries once whether the broker lets the service in, and lets it do what it must. */
public final class MqttProbe {
  private static final long TIMEOUT_MS = 10_000;
  private static final int FIRST_REFUSAL = 0x80;
  private static final String PROBED_TOPIC = Canary.TOPIC.of("doctor");

  private MqttProbe() {}

  /**
   * What came of it.
   *
   * @param remedy empty if all is well
   */
  public record Result(boolean ok, String text, String remedy) {}

  /**
   * Connects, subscribes to the images under a client id of its own, and publishes where the
   * canary's verdicts go. A name that the broker allows nobody but the service would do.
   */
  public static Result probe(Mqtt mqtt) {
    MqttSettings settings =
        MqttSettings.transientSession(MqttAccess.of(mqtt), mqtt.clientId() + "-doctor");
    String broker = mqtt.broker().toString();
    try {
      MqttAsyncClient client =
          new MqttAsyncClient(broker, settings.clientId(), new MemoryPersistence());
      try {
        return probe(client, settings, new DeviceTopic(mqtt.images()).filter(""));
      } finally {
        client.disconnectForcibly(0, 1_000, true);
        client.close();
      }
    } catch (ConfigurationException e) {
      return new Result(false, String.valueOf(e.getMessage()), "mend the file that it names");
    } catch (MqttException e) {
      return new Result(false, "%s: %s".formatted(broker, reason(e)), "look at the broker's log");
    }
  }

  private static Result probe(MqttAsyncClient client, MqttSettings settings, String filter)
      throws MqttException {
    String broker = client.getServerURI();
    // images that come meanwhile stay unacknowledged, and the session is gone with the client
    client.setManualAcks(true);
    try {
      client.connect(settings.options()).waitForCompletion(TIMEOUT_MS);
    } catch (MqttException e) {
      return new Result(
          false,
          "%s does not let '%s' in: %s".formatted(broker, settings.clientId(), reason(e)),
          "check mqtt.broker, mqtt.username, mqtt.passwordFile, and the certificates");
    }
    Result refused =
        refusal(
            client.subscribe(filter, 1),
            "subscribing to '%s'".formatted(filter),
            "let the user of mqtt.username read it");
    if (refused == null) {
      refused =
          refusal(
              client.publish(PROBED_TOPIC, new MqttMessage(new byte[0], 1, false, null)),
              "publishing to '%s'".formatted(PROBED_TOPIC),
              "let the user of mqtt.username write kizuki/canary/#");
    }
    return refused == null
        ? new Result(true, "%s lets '%s' in".formatted(broker, settings.clientId()), "")
        : refused;
  }

  private static @Nullable Result refusal(IMqttToken token, String what, String remedy)
      throws MqttException {
    token.waitForCompletion(TIMEOUT_MS);
    int[] codes = token.getReasonCodes();
    return codes == null || Arrays.stream(codes).noneMatch(code -> code >= FIRST_REFUSAL)
        ? null
        : new Result(false, "%s is refused (code 0x%02x)".formatted(what, codes[0]), remedy);
  }

  private static String reason(Exception e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest == e ? String.valueOf(e.getMessage()) : e.getMessage() + ", " + deepest;
  }
}
