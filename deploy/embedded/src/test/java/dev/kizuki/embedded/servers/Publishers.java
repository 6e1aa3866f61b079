package dev.kizuki.embedded.servers;

import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.time.Duration;
import java.util.Map;

/** Makes publishers of images for tests. */
public final class Publishers {
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(60);

  private Publishers() {}

  /**
   * Connects a publisher to the MQTT broker of a stack. The caller must close it.
   *
   * @param properties the user properties of each image
   */
  public static ImagePublisher connect(EmbeddedStack stack, Map<String, String> properties)
      throws Exception {
    ImagePublisher publisher =
        new ImagePublisher(
            new PahoPort(),
            MqttAccess.anonymous(stack.mqtt().uri()),
            "device",
            stack.configuration().mqtt().images().get(0).deviceTopic(),
            properties);
    publisher.connect(CONNECTS_WITHIN);
    return publisher;
  }
}
