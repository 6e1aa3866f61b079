package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.Durations;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Publishes images like a device: at QoS 1, with the capture time and a sequence number. The
 * sequence numbers of a device are RUN-1, RUN-2 and so on; RUN differs for each publisher. Not
 * thread-safe.
 */
public final class ImagePublisher implements AutoCloseable {
  private static final long PUBLISH_TIMEOUT_S = 30;

  private final URI broker;
  private final DeviceTopic topic;
  private final Map<String, String> userProperties;
  private final MqttConnection connection;
  private final Map<String, Long> sequences = new HashMap<>();
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  public ImagePublisher(MqttPort port, MqttAccess access, String clientId, DeviceTopic topic) {
    this(port, access, clientId, topic, Map.of());
  }

  /**
   * @param userProperties the MQTT 5 user properties of every image, beside those above
   */
  public ImagePublisher(
      MqttPort port,
      MqttAccess access,
      String clientId,
      DeviceTopic topic,
      Map<String, String> userProperties) {
    this.broker = access.broker();
    this.topic = topic;
    this.userProperties = Map.copyOf(userProperties);
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.transientSession(access, clientId),
            MqttSubscriptions.none(),
            MqttConnection.Receiver.none());
  }

  /** Begins to connect, and keeps trying until the publisher is closed. */
  public void start() {
    connection.start();
  }

  /** Returns whether the publisher is connected. */
  public boolean isReady() {
    return connection.isReady();
  }

  /**
   * Connects and waits until the broker accepted the connection.
   *
   * @throws ServiceException if the broker does not answer in time
   */
  public void connect(Duration timeout) throws InterruptedException {
    start();
    if (!connection.awaitReady(timeout)) {
      throw new ServiceException(
          "The MQTT broker at %s did not accept the connection within %s; the log says why"
              .formatted(broker, Durations.text(timeout)),
          null);
    }
  }

  /**
   * Publishes one image and waits until the broker has it.
   *
   * @return the sequence number of the image
   * @throws ServiceException if the broker did not take it
   */
  public String publish(String device, byte[] image) throws InterruptedException {
    String[] sequence = {""};
    publish(device, image, number -> sequence[0] = number);
    return sequence[0];
  }

  /**
   * Publishes one image and waits until the broker has it.
   *
   * @param number gets the sequence number before the image is sent
   * @throws ServiceException if the broker did not take the image
   */
  public void publish(String device, byte[] image, Consumer<String> number)
      throws InterruptedException {
    try {
      publishAsync(device, image, number).get(PUBLISH_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ServiceException(
          "The MQTT broker at %s did not take an image: %s".formatted(broker, e), e);
    }
  }

  /**
   * Publishes one image without waiting.
   *
   * @param number gets the sequence number before the image is sent
   * @return completes when the broker has the image; see {@link MqttConnection#publish}
   */
  public CompletableFuture<Void> publishAsync(
      String device, byte[] image, Consumer<String> number) {
    String sequence = run + "-" + sequences.merge(device, 1L, Long::sum);
    number.accept(sequence);
    Map<String, String> properties = new HashMap<>(userProperties);
    properties.put(ImageHeaders.CAPTURED_AT, Instant.now().toString());
    properties.put(ImageHeaders.SEQUENCE, sequence);
    return connection.publish(new Publication(topic.of(device), image, null, properties));
  }

  @Override
  public void close() {
    connection.close();
  }
}
